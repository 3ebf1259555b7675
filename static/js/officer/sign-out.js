// Signing out takes the day pack off this phone and never a count: what waits is said, and stays.
import { wipe } from "./db.js";
import { all } from "./queue.js";

const there = indexedDB.databases ? (await indexedDB.databases()).some((found) => found.name === "officer") : false;

if (there) {
  const form = document.querySelector('form[action$="/logout/"]');
  const items = await all();
  if (items.length && form) {
    const box = document.createElement("div");
    box.className = "notice notice--warning";
    const words = document.createElement("p");
    words.textContent = `${items.length} ${items.length === 1 ? "count" : "counts"} on this phone ${items.length === 1 ? "is" : "are"} not sent yet. Signing out loses nothing: what waits here is sent by itself, or when you sign in again.`;
    box.append(words);
    form.before(box);
  }
  if (form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.wiped) return;
      event.preventDefault();
      form.dataset.wiped = "yes";
      wipe().catch(() => {}).finally(() => form.requestSubmit());
    });
  }
}
