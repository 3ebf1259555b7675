// The counts of this phone that the site has not acknowledged. Only a receipt takes one out.
import { db, kept } from "./db.js";

const tell = new BroadcastChannel("officer");
const THREE_DAYS = 3 * 24 * 3600 * 1000;

export const changed = () => tell.postMessage("changed");
export const onChange = (done) => tell.addEventListener("message", (event) => { if (event.data === "changed") done(); });

// Resolves when the count is on the phone's disk; throws when it is not, and then nothing may say "saved".
export const save = async (entry, about) => {
  const item = { id: entry.id, officer: entry.captured_by, entry, about, saved: new Date().toISOString(), state: "waiting", problems: [], after: 0 };
  const work = (await db()).transaction(["queue", "drafts"], "readwrite", { durability: "strict" });
  work.done.catch(() => {}); // a disk that is full may end it before it is waited for below
  work.objectStore("queue").add(item).catch(() => {});
  work.objectStore("drafts").delete(entry.session).catch(() => {});
  await work.done;
  changed();
  return item;
};

export const all = async () => (await (await db()).getAll("queue")).sort((a, b) => (a.saved < b.saved ? -1 : 1));

export const due = async () => {
  const now = Date.now();
  return (await all()).filter((item) => item.state === "waiting" && item.after <= now);
};

// One transaction: the receipt is there and the count is gone, or neither.
export const settle = async (item, result) => {
  const work = (await db()).transaction(["queue", "receipts"], "readwrite", { durability: "strict" });
  work.objectStore("receipts").put({
    id: item.id, session: item.entry.session, part: item.entry.part || "", kind: item.entry.kind, entry: item.entry, about: item.about,
    status: result.status, receipt: result.receipt, version: result.version, at: new Date().toISOString(), problems: result.problems || [],
  });
  work.objectStore("queue").delete(item.id);
  await work.done;
};

export const ask = async (item, problems) => {
  await (await db()).put("queue", { ...item, state: "needs", problems });
};

export const later = async (item, milliseconds) => {
  await (await db()).put("queue", { ...item, after: Date.now() + milliseconds });
};

export const tryAgain = async (id) => {
  const found = await (await db()).get("queue", id);
  if (found) await (await db()).put("queue", { ...found, state: "waiting", after: 0, problems: [] });
  changed();
};

export const receipts = async () => (await (await db()).getAll("receipts")).sort((a, b) => (a.at < b.at ? 1 : -1));

export const tidy = async () => {
  const old = new Date(Date.now() - THREE_DAYS).toISOString();
  for (const item of await receipts()) if (item.at < old) await (await db()).delete("receipts", item.id);
};

export const draft = async (session) => (await db()).get("drafts", session);
export const keepDraft = async (found) => (await db()).put("drafts", found);
export const said = async () => (await kept("said")) || {};
