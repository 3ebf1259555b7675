// A tick for each lesson that somebody has done: in this tab alone, gone when it is closed, cleared by a button.
const KEY = "done";
const read = () => new Set((sessionStorage.getItem(KEY) || "").split(" ").filter(Boolean));
const write = (done) => {
  if (done.size) sessionStorage.setItem(KEY, [...done].join(" "));
  else sessionStorage.removeItem(KEY);
};

const tick = document.querySelector("[data-tick]");
if (tick) {
  const button = tick.querySelector("button");
  const name = tick.dataset.tick;
  const show = () => button.setAttribute("aria-pressed", String(read().has(name)));
  button.addEventListener("click", () => {
    const done = read();
    if (!done.delete(name)) done.add(name);
    write(done);
    show();
  });
  show();
  tick.hidden = false;
}

const ticks = document.querySelector("[data-ticks]");
if (ticks) {
  const marks = [...document.querySelectorAll("[data-done]")];
  const show = () => {
    const done = read();
    for (const mark of marks) mark.hidden = !done.has(mark.dataset.done);
    ticks.hidden = marks.every((mark) => mark.hidden);
  };
  ticks.querySelector("button").addEventListener("click", () => {
    write(new Set());
    show();
    document.getElementById("main").focus();
  });
  window.addEventListener("pageshow", show);
  show();
}
