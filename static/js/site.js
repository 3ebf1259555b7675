// Leaving fast: the plain links work alone; with scripts they leave no step back, and Shift pressed three times does the same.
const exits = document.querySelectorAll("[data-exit]");

if (exits.length) {
  const { dataset } = document.getElementById("exit");
  const aloud = document.createElement("p");
  aloud.className = "visually-hidden";
  aloud.setAttribute("role", "status");
  document.body.append(aloud);
  const leave = () => {
    aloud.textContent = dataset.gone;
    document.body.classList.add("leaving");
    document.title = "…";
    window.location.replace(exits[0].href);
  };
  for (const exit of exits) {
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      aloud.textContent = "";
      return;
    }
    presses = [...presses.filter((then) => event.timeStamp - then < 5000), event.timeStamp];
    if (presses.length === 3) leave();
    else aloud.textContent = presses.length === 2 ? dataset.two : dataset.one;
  });
}

const errors = document.getElementById("errors");
if (errors) errors.focus();
