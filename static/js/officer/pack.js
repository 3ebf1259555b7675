// The day pack: fetched whenever there is a network, wiped 72 hours after a session, at sign-out and on revocation.
import { drop, keep, kept, LESSONS } from "./db.js";
import { enrol, forget } from "./keys.js";
import { useToken } from "./send.js";

const AFTER = 72 * 3600 * 1000;

const over = (session) => {
  const end = Date.parse(session.ends_at || `${session.day}T23:59:00`);
  return Date.now() - end > AFTER && (session.register !== "due" || session.state === "not_delivered");
};

export const read = async () => {
  const found = await kept("pack");
  if (!found) return null;
  const sessions = found.sessions.filter((session) => !over(session));
  if (sessions.length !== found.sessions.length) await keep("pack", { ...found, sessions });
  return { ...found, sessions };
};

// The lessons of the coming sessions, each one page with its pictures. Nothing in them is anybody's.
const keepLessons = async (pack) => {
  const wanted = new Set(pack.sessions.flatMap((session) => session.lessons.map(([slug]) => `/officer/lessons/${slug}/`)));
  const cache = await caches.open(LESSONS);
  for (const address of wanted) {
    try {
      const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
      if (!answer.ok) continue;
      const text = await answer.clone().text();
      await cache.put(address, answer);
      for (const [, picture] of text.matchAll(/src="(\/[^"]+)"/g)) {
        if (!(await cache.match(picture))) await cache.add(new Request(picture, { credentials: "omit" }));
      }
    } catch { /* the next time there is a network */ }
  }
};

// A phone that was taken off its officer's list holds nothing until somebody has signed in on it anew; then it is a new phone.
const stillOff = async (officer, since) => {
  const revoked = await kept("revoked");
  if (!revoked || revoked.officer !== officer) return false;
  if (since * 1000 <= Date.parse(revoked.at)) return true;
  await forget(officer);
  await drop("revoked");
  return false;
};

// The new pack, or why there is none: "sign_in", "not_allowed", "revoked", "no_network".
export const refresh = async () => {
  let answer;
  try {
    answer = await fetch("/officer/pack/", { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
  } catch {
    return "no_network";
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) return "sign_in";
  if (answer.status === 403) return "not_allowed";
  if (!answer.ok) return "no_network";
  const { token, since, ...pack } = await answer.json();
  if (await stillOff(pack.officer, since)) return "revoked";
  useToken(token);
  await keep("pack", { ...pack, kept_at: new Date().toISOString() });
  try { await enrol(pack.officer, token); } catch { /* sends by session until it works */ }
  await keepLessons(pack);
  return "fresh";
};
