// Class mode without loading a page between screens: so the whole screen stays whole, and the count of hands stays
// in this page's memory. Without this file each screen is an address of its own.
const deck = document.querySelector("[data-deck]");
const screens = [...deck.querySelectorAll("[data-slide]")];
const back = document.querySelector("[data-back]");
const next = document.querySelector("[data-next]");
const where = document.querySelector("[data-where]");
const full = document.querySelector("[data-full]");
const counted = {};
let now = screens.findIndex((one) => !one.hidden);

const show = (index, push = true) => {
  if (index < 0 || index >= screens.length) return;
  now = index;
  screens.forEach((one, i) => { one.hidden = i !== index; });
  back.hidden = index === 0;
  next.hidden = index === screens.length - 1;
  where.textContent = String(index + 1);
  if (push) history.pushState(index, "", `${deck.dataset.root}${index + 1}/`);
  window.scrollTo(0, 0);
  screens[index].focus();
};

history.replaceState(now, "");
window.addEventListener("popstate", (event) => { if (Number.isInteger(event.state)) show(event.state, false); });
back.addEventListener("click", (event) => { event.preventDefault(); show(now - 1); });
next.addEventListener("click", (event) => { event.preventDefault(); show(now + 1); });

const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
const backward = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const go = { [forward]: now + 1, PageDown: now + 1, [backward]: now - 1, PageUp: now - 1, Home: 0, End: screens.length - 1 }[event.key];
  if (go === undefined) return;
  event.preventDefault();
  show(go);
});

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
}

for (const form of document.querySelectorAll("[data-hands]")) {
  const input = form.querySelector("input[type=number]");
  const said = document.querySelector(`[data-said="${form.dataset.hands}"]`);
  const keep = () => {
    if (input.value === "") return;
    const n = Math.max(0, Math.min(Number(input.max), Math.round(Number(input.value)) || 0));
    input.value = String(n);
    counted[form.dataset.hands] = n;
    said.textContent = form.dataset.hands === "after" && "before" in counted ? `${counted.before} → ${n}` : "";
  };
  const change = (by) => { input.value = String((Number(input.value) || 0) + by); keep(); };
  for (const [name, by] of [["[data-less]", -1], ["[data-more]", 1]]) {
    const button = form.querySelector(name);
    button.hidden = false;
    button.addEventListener("click", () => change(by));
  }
  form.querySelector("[data-keep]").hidden = true;
  input.addEventListener("change", keep);
  form.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
  keep();
}
