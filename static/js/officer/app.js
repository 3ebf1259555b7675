// The officer's app. It draws from what the phone keeps and asks the network afterwards, never the other way round.
import { current } from "./counting.js";
import { db, keep, kept } from "./db.js";
import { button, dayWords, h, localDay } from "./dom.js";
import { carryCode, notBooked, phone, tomorrow, waiting } from "./extra.js";
import { read, refresh } from "./pack.js";
import { all, changed, onChange, receipts, tidy } from "./queue.js";
import { notDelivered, page, told } from "./register.js";
import { askAfter, send } from "./send.js";
import { show } from "./status.js";

const main = document.getElementById("app");
const line = document.getElementById("officer-line");
const EVERY = 45000;
let busy = false;
let own = null;

const look = () => show(line, sendNow);

// The tab that sends is not told by the others, so it looks for itself whether something has gone.
async function sendSoon(now = false) {
  const held = (await all()).length;
  try { await send({ now }); } catch { /* the next time */ }
  if ((await all()).length !== held && quiet()) await draw();
  else await look();
}

const sendNow = () => sendSoon(true);

const card = (session, today, items, sent) => {
  const known = current(session, "Only", items, sent);
  const outcome = [...items, ...sent].some((item) => item.entry.session === session.id && item.entry.kind === "outcome");
  const waits = items.some((item) => item.entry.session === session.id);
  const [words, kind] = outcome || session.state === "not_delivered" ? ["Did not take place", ""] : waits ? ["Saved, not sent", "tag--wait"]
    : known || session.register !== "due" ? ["Counted", "tag--good"] : session.day < today ? ["Count missing", "tag--bad"] : session.day === today ? ["Count to do", "tag--wait"] : ["Ahead", "tag--info"];
  const groups = session.groups.filter((group) => group.expected);
  return h("li", { class: "card card--link" },
    h("h3", {}, h("a", { class: "card__link", href: `#s=${session.id}` }, `${session.day === today ? "" : `${dayWords(session.day, today)}, `}${session.start}${session.end ? `–${session.end}` : ""}`, h("span", { class: "visually-hidden" }, ` at ${session.school}`))),
    h("p", {}, session.school), h("p", { class: "card__meta" }, groups.length ? `${groups.map((group) => group.label).join(", ")}: ${groups.reduce((sum, group) => sum + group.expected, 0)} expected` : "Nobody was booked"),
    h("p", {}, h("span", { class: `tag ${kind}`.trim() }, words)));
};

const day = async (pack) => {
  const today = localDay();
  const [items, sent] = [await all(), await receipts()];
  const part = (id, title, sessions, empty) => sessions.length || empty ? h("section", { class: "stack", "aria-labelledby": id }, h("h2", { id }, title),
    sessions.length ? h("ol", { class: "register-list" }, sessions.map((session) => card(session, today, items, sent))) : h("p", { class: "soft" }, empty)) : null;
  const lessons = new Map(pack.sessions.filter((session) => session.day >= today).flatMap((session) => session.lessons));
  return [h("h1", { tabindex: "-1" }, "Your day"), await tomorrow(pack),
    part("today", "Today", pack.sessions.filter((session) => session.day === today), "You have no sessions today."),
    part("to-do", "Registers still to do", pack.sessions.filter((session) => session.day < today), ""),
    part("ahead", "The next ten days", pack.sessions.filter((session) => session.day > today), "Nothing is booked for you in the next ten days."),
    lessons.size ? h("section", { class: "stack", "aria-labelledby": "lessons" }, h("h2", { id: "lessons" }, "Lessons on this phone"),
      h("ul", {}, [...lessons].map(([slug, title]) => h("li", {}, h("a", { href: `/officer/lessons/${slug}/` }, title))))) : null,
    h("p", {}, h("a", { href: "#more" }, "A session that nobody booked")), told(null)];
};

const empty = (why) => [h("h1", { tabindex: "-1" }, "Registers"),
  why === "revoked" ? h("p", {}, "This phone was taken off your list, so it holds no sessions any more. What waited on it is kept, and a supervisor looks at it. If the phone is yours, sign in.")
    : why === "no_network" ? h("p", {}, "This phone holds no sessions yet, and there is no network. Open it once where there is one.")
    : why === "not_allowed" ? h("p", {}, "Only officers take registers.")
    : why === "asking" ? h("p", { role: "status" }, "Fetching your next ten days …")
      : h("p", {}, "Sign in once with a network, and your next ten days are on this phone."),
  ["asking", "no_network"].includes(why) ? null : h("p", {}, h("a", { class: "button", href: "/accounts/login/?next=/officer/app/" }, "Sign in"))];

let why = "asking";

const after = async () => {
  location.hash = "";
  await draw(true);
  sendSoon();
};

async function draw(focus = false) {
  busy = true;
  try {
    const pack = await read();
    const [name, value] = location.hash.slice(1).split("=");
    const session = pack && (pack.sessions.find((found) => found.id === value) || (own && own.id === value ? own : null));
    const openOwn = (made) => { own = made; location.hash = `s=${made.id}`; };
    const shut = !pack && (await kept("revoked")) ? "revoked" : why;
    const made = !pack && name !== "waiting" && name !== "phone" ? empty(shut)
      : name === "s" && session ? await page(pack, session, after)
        : name === "not" && session ? notDelivered(pack, session, after)
          : name === "waiting" ? await waiting(pack, () => draw(), sendNow)
            : name === "code" ? await carryCode(pack, value)
              : name === "more" && pack ? notBooked(pack, openOwn)
                : name === "phone" ? await phone(pack) : await day(pack);
    main.replaceChildren(...made.filter(Boolean));
    main.dataset.view = name || "day";
    if (focus) main.querySelector("h1").focus({ preventScroll: false });
    await look();
  } finally {
    busy = false;
  }
}

const quiet = () => !busy && ["day", "waiting"].includes(main.dataset.view || "day");

const freshen = async () => {
  const found = await refresh();
  const pack = await read();
  if (pack && found !== "no_network") await askAfter(pack.officer);
  if (found === "fresh") { if (quiet()) await draw(); } else { why = found; if (!(await read()) && quiet()) await draw(); }
  await sendSoon(found !== "no_network");
};

const worker = async () => {
  if (!("serviceWorker" in navigator)) return;
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy("officer-app", { createScriptURL: (address) => {
    if (!["/officer/sw.js", "/officer/sw.js?plain=1"].includes(address)) throw new TypeError("another script");
    return address;
  } }) : { createScriptURL: (address) => address };
  let found;
  try {
    found = await navigator.serviceWorker.register(policy.createScriptURL("/officer/sw.js"), { scope: "/officer/", type: "module", updateViaCache: "none" });
  } catch {
    found = await navigator.serviceWorker.register(policy.createScriptURL("/officer/sw.js?plain=1"), { scope: "/officer/", updateViaCache: "none" });
  }
  // A new version waits until somebody asks for it: never in the middle of a count. What waits to be sent is not touched by it.
  let asked = false;
  const offer = () => {
    if (!found.waiting || !navigator.serviceWorker.controller) return;
    document.getElementById("officer-new").replaceChildren(h("p", {}, "A newer version of this app is here. What waits on this phone stays. ",
      button("Use it now", () => { asked = true; found.waiting.postMessage("use-it"); }, "button--small")));
  };
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (asked) location.reload(); });
  found.addEventListener("updatefound", () => { const made = found.installing; if (made) made.addEventListener("statechange", offer); });
  offer();
  const ready = await navigator.serviceWorker.ready;
  if (ready.sync) onChange(() => { all().then((items) => items.length && ready.sync.register("send")).catch(() => {}); });
};

const start = async () => {
  try {
    await db();
  } catch {
    main.replaceChildren(h("h1", {}, "This window keeps nothing"), h("p", {}, "A private window, or a browser that may not keep anything, loses counts. Use another window, or "), h("p", {}, h("a", { href: "/officer/" }, "the plain pages with a network")));
    return;
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().then((firm) => keep("firm", firm)).catch(() => {});
  await tidy();
  await draw();
  if ((await kept("firm")) === false && (await all()).length) document.getElementById("officer-new").replaceChildren(h("p", {}, "This browser has not promised to keep what waits here. ", h("a", { href: "#phone" }, "What to do")));
  onChange(() => { if (quiet()) draw(); else look(); });
  addEventListener("hashchange", () => draw(true));
  addEventListener("online", freshen);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) freshen(); });
  const again = () => setTimeout(async () => { await sendSoon(); again(); }, EVERY * (0.7 + Math.random() * 0.6));
  again();
  await Promise.allSettled([freshen(), worker()]);
  changed();
};

start();
