// What is not a booked register: a session that nobody booked, what waits and why, the carry code, and this phone.
import { qrcode } from "../../vendor/qrcode/qrcode.js";
import { code, spaced } from "./carry.js";
import { LESSONS } from "./db.js";
import { button, choice, clock, dayWords, h, localDay } from "./dom.js";
import { phoneOf } from "./keys.js";
import { all, receipts, tryAgain } from "./queue.js";

const SVG = "http://www.w3.org/2000/svg";

const picture = (text, words) => {
  const made = qrcode(0, "M");
  made.addData(text);
  made.make();
  const size = made.getModuleCount();
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `-4 -4 ${size + 8} ${size + 8}`);
  svg.setAttribute("class", "carry__code");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const paper = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: -4, y: -4, width: size + 8, height: size + 8, fill: "#fff" })) paper.setAttribute(name, value);
  const ink = document.createElementNS(SVG, "path");
  const dots = [];
  for (let row = 0; row < size; row += 1) for (let column = 0; column < size; column += 1) if (made.isDark(row, column)) dots.push(`M${column} ${row}h1v1h-1z`);
  ink.setAttribute("d", dots.join(""));
  ink.setAttribute("fill", "#000");
  svg.append(paper, ink);
  return svg;
};

export const waiting = async (pack, refresh, sendNow) => {
  const items = await all();
  const rows = items.map((item) => h("li", { class: "card stack" },
    h("h3", {}, `${item.about.school}, ${item.about.day}${item.about.start ? `, ${item.about.start}` : ""}`),
    h("p", {}, item.about.words), h("p", { class: "soft small" }, `Saved on this phone at ${clock(item.saved)}`),
    item.state === "needs"
      ? [h("p", { class: "field__error" }, (item.problems || []).map((problem) => problem.message).join(" ") || "The site could not take this count."),
        button("Try it once more", async () => { await tryAgain(item.id); await sendNow(); refresh(); }, "button--secondary")] : null,
    h("p", {}, h("a", { href: `#code=${item.id}` }, "Show the carry code"))));
  const sent = (await receipts()).slice(0, 20).map((item) => h("li", {}, h("b", {}, clock(item.at)), ` ${item.about.school}: ${item.about.words}. Receipt ${item.receipt}${item.status === "proposal" ? ": another count was there first, a supervisor will choose" : item.status === "review" ? ": a supervisor will decide" : ""}.`));
  return [h("p", {}, h("a", { href: "#" }, "All sessions")), h("h1", { tabindex: "-1" }, "What this phone holds"),
    h("h2", {}, "Not sent yet"), rows.length ? h("ul", { class: "register-list" }, rows) : h("p", { class: "soft" }, "Nothing. Every count has its receipt."),
    h("h2", {}, "Sent"), sent.length ? h("ol", { class: "history" }, sent) : h("p", { class: "soft" }, "Nothing in the last three days.")];
};

export const carryCode = async (pack, id) => {
  const item = (await all()).find((found) => found.id === id);
  const text = item && pack ? await code(item, pack.words) : "";
  const back = h("p", {}, h("a", { href: "#waiting" }, "Back"));
  if (!text) return [back, h("h1", { tabindex: "-1" }, "Carry code"), h("p", {}, item ? "This one can’t be carried by a code. It stays on this phone until it is sent." : "This count has been sent.")];
  return [back, h("h1", { tabindex: "-1" }, "Carry code"),
    h("p", {}, "A colleague can bring this count in: they scan it with their phone’s own camera, or type it at /officer/carry/. Numbers only. When this phone sends it later, nothing is counted twice."),
    picture(`${location.origin}/officer/carry/#${text}`, "The count as a code for a camera"),
    h("p", { class: "carry__text" }, h("code", {}, spaced(text))), h("p", { class: "soft" }, `${item.about.school}, ${item.about.day}: ${item.about.words}`)];
};

export const notBooked = (pack, open) => {
  const id = "school";
  const input = h("input", { id, list: "schools", autocomplete: "off" });
  const list = h("datalist", { id: "schools" }, pack.schools.map(([urn, name]) => h("option", { value: `${name} (${urn})` })));
  const kind = choice("What it was", pack.types);
  const begun = h("input", { type: "time", id: "begun", value: clock(new Date()) });
  const wrong = h("div", { role: "alert" });
  const go = () => {
    const urn = (input.value.match(/\((\d+)\)\s*$/) || [])[1];
    const school = pack.schools.find(([known]) => known === urn);
    const [hours, minutes] = begun.value.split(":").map(Number);
    const start = new Date();
    start.setHours(hours, minutes, 0, 0);
    if (!school) return wrong.replaceChildren(h("p", { class: "field__error" }, "Choose the school from the list."));
    if (!Number.isFinite(start.getTime()) || start > new Date()) return wrong.replaceChildren(h("p", { class: "field__error" }, "Type when it began: earlier today."));
    return open({
      id: crypto.randomUUID(), day: localDay(), start: begun.value, end: "", starts_at: start.toISOString(), ends_at: null, school: school[1], address: "", arrival: "", needs: [],
      title: kind.select.selectedOptions[0].textContent, groups: [{ audience: "pupil", year: "mixed", label: "Mixed years", expected: null }, { audience: "parent_carer", year: "", label: "Parents and carers", expected: null }, { audience: "staff", year: "", label: "School staff", expected: null }],
      largest: null, roll: null, state: "in_review", register: "due", version: 0, counted: [], lessons: [], council: null,
      ad_hoc: { school_urn: urn, type: kind.select.value, start: start.toISOString() },
    });
  };
  return [h("p", {}, h("a", { href: "#" }, "All sessions")), h("h1", { tabindex: "-1" }, "A session that nobody booked"),
    h("p", {}, "It is never refused. A supervisor looks at it before it counts."), wrong,
    h("div", { class: "field" }, h("label", { for: id }, "School"), h("div", { class: "field__hint" }, "Type a part of its name, then choose it"), input, list), kind.field,
    h("div", { class: "field" }, h("label", { for: "begun" }, "When it began, today"), begun), button("Go on to the numbers", go)];
};

export const phone = async (pack) => {
  const firm = navigator.storage && navigator.storage.persisted ? await navigator.storage.persisted() : false;
  const room = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : {};
  const enrolled = pack ? await phoneOf(pack.officer) : null;
  const alone = matchMedia("(display-mode: standalone)").matches;
  const free = room.quota ? Math.round((room.quota - room.usage) / 1048576) : null;
  return [h("p", {}, h("a", { href: "#" }, "All sessions")), h("h1", { tabindex: "-1" }, "This phone"),
    h("dl", { class: "summary-list" },
      h("div", {}, h("dt", {}, "Sends by itself"), h("dd", {}, enrolled && enrolled.id ? "Yes: with its own key, also when you are signed out" : "Not yet: only while you are signed in. Open this page signed in, with a network.")),
      h("div", {}, h("dt", {}, "Keeps what it holds"), h("dd", {}, firm ? "Yes: the browser has promised" : "The browser has not promised. It may clear it after a week without use, and a private window forgets everything when it closes. Put the app on your home screen.")),
      h("div", {}, h("dt", {}, "Room"), h("dd", {}, free === null ? "This browser does not say" : free < 20 ? `Only ${free} MB: make room before a visit` : free < 1024 ? `${free} MB` : `${Math.round(free / 1024)} GB`)),
      h("div", {}, h("dt", {}, "On the home screen"), h("dd", {}, alone ? "Yes" : "Not seen. In the browser’s menu choose “Add to home screen”."))),
    h("p", {}, h("a", { href: "/officer/phones/" }, "Your phones"), ", ", h("a", { href: "/officer/" }, "the plain pages"), ", ", h("a", { href: "/accounts/logout/" }, "sign out"), "."),
    h("h2", {}, "What to bring"), pack ? h("ul", {}, pack.kit.map((thing) => h("li", {}, thing))) : null];
};

// The evening before: what of tomorrow is on this phone.
export const tomorrow = async (pack) => {
  const day = localDay(new Date(Date.now() + 86400000));
  const sessions = pack.sessions.filter((session) => session.day === day);
  if (!sessions.length) return null;
  const cache = await caches.open(LESSONS);
  const lessons = [...new Set(sessions.flatMap((session) => session.lessons.map(([slug]) => `/officer/lessons/${slug}/`)))];
  let there = 0;
  for (const address of lessons) if (await cache.match(address)) there += 1;
  const fresh = localDay(pack.kept_at) === localDay();
  const words = fresh ? `Tomorrow: ${sessions.length} of ${sessions.length} on this phone, saved ${clock(pack.kept_at)}.` : `Tomorrow: not looked up since ${dayWords(localDay(pack.kept_at), localDay()).toLowerCase()} ${clock(pack.kept_at)}. Open this once with a network before you leave.`;
  const missing = lessons.length - there;
  return h("div", { class: `notice${fresh && !missing ? " notice--success" : " notice--warning"}` }, h("p", {}, words, missing ? ` ${missing} of ${lessons.length} lessons ${missing === 1 ? "is" : "are"} not here yet.` : lessons.length ? " Every lesson is here." : ""));
};
