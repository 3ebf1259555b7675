// Leaving fast: the plain link works alone; with scripts it leaves no step back, and Shift pressed three times does the same.
const exit = document.querySelector("[data-exit]");

if (exit) {
  const leave = () => {
    document.body.classList.add("leaving");
    document.title = "…";
    window.location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses.filter((then) => event.timeStamp - then < 5000), event.timeStamp];
    if (presses.length === 3) leave();
  });
}

const errors = document.getElementById("errors");
if (errors) errors.focus();
