// Warns two minutes before a sign-in ends. Whoever is typing or clicking stays signed in without being asked.
// Nothing is stored: the server says how long is left, and asking it does not count as doing something.
const WARN = 120;
const DAY = 86400;
const NOTED_EVERY = 60; // the server notes what somebody does once a minute
const box = document.getElementById("time-left");

if (box) {
  const parts = {
    soon: box.querySelector(".time-left__soon"),
    last: box.querySelector(".time-left__last"),
    over: box.querySelector(".time-left__over"),
  };
  let timer = 0;
  let busy = false;
  let token = "";

  const show = (which) => {
    for (const [name, part] of Object.entries(parts)) part.hidden = name !== which;
    box.hidden = which === "";
  };

  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, Math.min(seconds, DAY)) * 1000);
  };

  const ask = async (method) => {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = token;
    const answer = await fetch(box.dataset.address, { method, headers, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return { seconds: 0, at_most: 0, token: "" };
    if (!answer.ok) throw new Error(String(answer.status));
    const left = await answer.json();
    token = left.token;
    return left;
  };

  const follow = (left) => {
    if (left.seconds <= 0) {
      show("over");
    } else if (left.seconds > WARN) {
      show("");
      wait(left.seconds - WARN);
    } else {
      show(left.at_most > WARN ? "soon" : "last");
      wait(left.seconds);
    }
  };

  const stay = async () => {
    busy = false;
    follow(await ask("POST"));
  };

  const look = async () => {
    try {
      const left = await ask("GET");
      if (busy && left.seconds > 0 && left.seconds <= WARN && left.at_most > WARN) await stay();
      else follow(left);
    } catch {
      wait(30);
    }
  };

  for (const sign of ["input", "pointerdown", "keydown"]) {
    document.addEventListener(sign, () => { busy = true; }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  box.querySelector("button").addEventListener("click", () => stay().catch(() => wait(30)));
  wait(Number(box.dataset.seconds) - WARN - NOTED_EVERY);
}
