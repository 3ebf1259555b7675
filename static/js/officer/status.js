// One honest line: what is saved here, what was sent, what the site acknowledged. Nothing says "sent" before its receipt.
import { h, button, clock } from "./dom.js";
import { kept } from "./db.js";
import { all, said } from "./queue.js";

const many = (number, one, more) => `${number} ${number === 1 ? one : more}`;

const WHY = {
  no_network: "No network now. It goes by itself when there is one.",
  busy: "The site did not answer as it should. It is tried again by itself.",
  not_allowed: "The site did not let you send. Ring the office: nothing is lost.",
};

export const words = (items, note) => {
  const needs = items.filter((item) => item.state === "needs").length;
  const waiting = items.length - needs;
  const lines = [];
  if (waiting) lines.push(`Saved on this phone, not sent yet (${waiting})`);
  if (needs) lines.push(`${many(needs, "count needs", "counts need")} you`);
  if (!items.length) lines.push(note.sent ? `Sent ${clock(note.sent)}, receipt ${note.receipt}` : "Nothing waits on this phone");
  return lines.join(". ");
};

const DAY = 24 * 3600 * 1000;

// Two days without a receipt are said out loud: the phone may have no network where it lies, and a colleague can help.
const overdue = (items) => {
  const oldest = items.filter((item) => item.state === "waiting").map((item) => Date.now() - Date.parse(item.saved)).reduce((most, age) => Math.max(most, age), 0);
  if (oldest < 2 * DAY) return null;
  return h("p", { class: "small" }, `The oldest has waited here for ${Math.floor(oldest / DAY)} days. Open this where there is a network, or let a colleague bring it in: `, h("a", { href: "#waiting" }, "show its carry code"), ".");
};

export const show = async (box, sendNow) => {
  const [items, note, revoked] = [await all(), await said(), await kept("revoked")];
  const waiting = items.filter((item) => item.state === "waiting").length;
  const parts = [h("p", { class: "officer-line__words" }, h("b", {}, words(items, note)))];
  if (waiting && note.state === "sign_in") {
    parts.push(h("p", {}, h("a", { href: "/accounts/login/?next=/officer/app/" }, "Sign in to send"), ". What waits stays here."));
  } else if (waiting && WHY[note.state]) {
    parts.push(h("p", { class: "small" }, WHY[note.state]));
  }
  if (revoked) parts.push(h("p", { class: "small" }, "This phone was taken off your list. What it sends waits for a supervisor."));
  const late = overdue(items);
  if (late) parts.push(late);
  if (waiting) parts.push(button("Send now", sendNow, "button--small"));
  box.classList.toggle("officer-line--waits", items.length > 0);
  box.replaceChildren(...parts);
};
