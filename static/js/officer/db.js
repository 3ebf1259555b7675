// What the phone keeps. A later version may add stores; it never drops `queue`.
//   queue     counts without a receipt: nothing takes one out but the receipt
//   receipts  what the site acknowledged
//   drafts    numbers typed and not yet saved, by session
//   kept      the day pack, the phone's keys and small notes, by name
import { openDB } from "../../vendor/idb/idb.js";

const NAME = "officer";
const VERSION = 1;
let opening = null;

export const db = () => {
  opening ||= openDB(NAME, VERSION, {
    upgrade(made) {
      const wanted = { queue: { keyPath: "id" }, receipts: { keyPath: "id" }, drafts: { keyPath: "session" }, kept: {} };
      for (const [name, options] of Object.entries(wanted)) {
        if (!made.objectStoreNames.contains(name)) made.createObjectStore(name, options);
      }
    },
    blocking(current, next, event) { event.target.close(); opening = null; },
    terminated() { opening = null; },
  }).catch((problem) => { opening = null; throw problem; });
  return opening;
};

// The lessons of the day pack, which the worker serves.
export const LESSONS = "officer-lessons";

export const keep = async (name, value) => (await db()).put("kept", value, name);
export const kept = async (name) => (await db()).get("kept", name);
export const drop = async (name) => (await db()).delete("kept", name);

// Everything of the day pack goes; what waits to be sent stays.
export const wipe = async () => {
  await drop("pack");
  await caches.delete(LESSONS);
};
