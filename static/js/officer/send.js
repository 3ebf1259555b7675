// Sends what waits. One sender at a time on this phone, every count judged by itself, nothing gone before its receipt.
import { keep, kept, wipe } from "./db.js";
import { forget, phoneOf, sign } from "./keys.js";
import { all, ask, changed, due, later, settle } from "./queue.js";

const MOST = 50;
const SLOWEST = 15 * 60 * 1000;
const TAKEN = new Set(["accepted", "duplicate", "proposal", "review"]);
const LATER = { too_early: 5 * 60 * 1000, future_capture: 15 * 60 * 1000 };
let token = "";

export const useToken = (given) => { token = given || ""; };

// A token for a session: "yes", or "sign_in" when the site asks for one, or "no".
const freshToken = async () => {
  try {
    const answer = await fetch("/officer/pack/", { redirect: "manual", cache: "no-store" });
    if (answer.ok) token = (await answer.json()).token;
    return answer.ok ? "yes" : answer.type === "opaqueredirect" || answer.status === 401 ? "sign_in" : "no";
  } catch {
    return "no";
  }
};

// How long to wait after so many failures, in milliseconds: twice as long each time, never all phones at once.
export const pause = (failures, asked = 0) =>
  Math.max(asked * 1000, Math.min(SLOWEST, 4000 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2));

const post = async (items, phone) => {
  const text = JSON.stringify({ device: phone ? phone.id : null, sent_at: new Date().toISOString(), entries: items.map((item) => item.entry) });
  const body = new TextEncoder().encode(text);
  const headers = { "Content-Type": "application/json" };
  if (phone) headers.Authorization = await sign(phone, body);
  else headers["X-CSRFToken"] = token;
  return fetch("/officer/sync/", {
    method: "POST", body, headers, credentials: phone ? "omit" : "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(45000),
  });
};

// By the phone's own key when it has one, else by whoever is signed in.
const deliver = async (officer, items) => {
  const phone = await phoneOf(officer);
  if (phone && phone.id) {
    const answer = await post(items, phone);
    if (answer.status !== 401) return answer;
    // Only the site's own word for it: a hotel's sign-in page must not cost the phone its key.
    const told = await answer.clone().json().catch(() => null);
    if (told && told.problems && told.problems[0] && told.problems[0].code === "device_unknown") await forget(officer);
  }
  if (!token) await freshToken();
  const answer = await post(items, null);
  if (answer.status !== 403) return answer;
  const found = await freshToken();
  if (found === "sign_in") return new Response(null, { status: 401 });
  return found === "yes" ? post(items, null) : answer;
};

const explain = async (answer) => {
  try {
    const found = (await answer.json()).problems;
    if (Array.isArray(found) && found.length) return found;
  } catch { /* not in our words */ }
  return [{ code: String(answer.status), message: "The site could not take this count. It is kept here: tell the office." }];
};

// One answer for each count, by its id; what has no answer stays and is sent again.
const read = async (items, officer, body) => {
  const results = new Map((Array.isArray(body.results) ? body.results : []).filter(Boolean).map((result) => [result.id, result]));
  let last = null;
  for (const item of items) {
    const result = results.get(item.id);
    if (!result) continue;
    if (TAKEN.has(result.status) && result.receipt) {
      await settle(item, result);
      last = result;
    } else if (result.status === "refused") {
      const codes = (result.problems || []).map((problem) => problem.code);
      const wait = codes.map((code) => LATER[code]).find(Boolean);
      if (wait) await later(item, wait);
      else await ask(item, result.problems || []);
    }
  }
  await heed(officer, body);
  return last;
};

// The phone was taken off its officer's list: the sessions and the lessons go at once, what waits to be sent stays.
const heed = async (officer, body) => {
  if (!body.revoked) return;
  await keep("revoked", { officer, at: body.server_time });
  await wipe();
};

// A phone with nothing to send asks all the same whether it is still on the list; an upload of nothing is answered too.
export const askAfter = async (officer) => {
  const note = (await kept("said")) || {};
  if (Math.max(note.until || 0, note.asked || 0) > Date.now()) return;
  const phone = await phoneOf(officer);
  if (!phone || !phone.id || (await all()).length) return;
  try {
    const answer = await post([], phone);
    if (answer.status === 200) await heed(officer, await answer.json());
  } catch { /* no network: the next time there is one */ }
};

const work = async () => {
  const note = { ...((await kept("said")) || {}) };
  const waiting = await due();
  const by = new Map();
  for (const item of waiting) by.set(item.officer, [...(by.get(item.officer) || []), item]);
  note.state = "idle";
  for (const [officer, items] of by) {
    let size = MOST;
    for (let start = 0; start < items.length;) {
      const batch = items.slice(start, start + size);
      let answer;
      try {
        answer = await deliver(officer, batch);
      } catch {
        answer = null;
      }
      if (answer && answer.status === 200) {
        let body = null;
        try { body = await answer.json(); } catch { /* cut off on the way: ask again */ }
        if (body && Array.isArray(body.results)) {
          const last = await read(batch, officer, body);
          if (last) { note.sent = new Date().toISOString(); note.receipt = last.receipt; }
          note.failures = 0;
          note.until = note.asked = 0;
          start += batch.length;
          changed();
          continue;
        }
      }
      if (answer && [400, 409, 413, 422].includes(answer.status)) {
        if (batch.length > 1) { size = Math.max(1, Math.floor(batch.length / 2)); continue; }
        await ask(batch[0], await explain(answer));
        start += 1;
        changed();
        continue;
      }
      if (answer && (answer.status === 401 || answer.type === "opaqueredirect")) { note.state = "sign_in"; break; }
      if (answer && answer.status === 403) { note.state = "not_allowed"; break; }
      note.failures = (note.failures || 0) + 1;
      const asked = answer ? Number(answer.headers.get("Retry-After")) || 0 : 0;
      note.until = Date.now() + pause(note.failures, asked);
      note.asked = asked ? Date.now() + asked * 1000 : 0;
      note.state = answer ? "busy" : "no_network";
      break;
    }
  }
  note.tried = new Date().toISOString();
  await keep("said", note);
  changed();
  return note;
};

// `now`: a person pressed "Send now", or the network is back. That ends a pause of our own, never one the site asked for.
export const send = async ({ now = false } = {}) => navigator.locks.request("officer-send", { ifAvailable: !now }, async (lock) => {
  if (!lock) return null;
  const note = (await kept("said")) || {};
  if ((now ? note.asked || 0 : note.until || 0) > Date.now()) return note;
  if ((await due()).length === 0) return note;
  return work();
});
