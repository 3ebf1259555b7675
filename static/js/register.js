// The register with one thumb: minus and plus beside each number, and the running total. Without it the form is the same.
const form = document.querySelector("[data-register]");

if (form) {
  const inputs = [...form.querySelectorAll("[data-heads]")];
  const row = form.querySelector("[data-total-row]");
  const total = form.querySelector("[data-total]");
  const number = (input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value.trim()) : null);

  const add = () => {
    const known = inputs.map(number).filter((value) => value !== null);
    row.hidden = known.length === 0;
    total.textContent = String(known.reduce((sum, value) => sum + value, 0));
  };

  const step = (input, by) => {
    const now = number(input);
    const start = input.dataset.expected === undefined ? 0 : Number(input.dataset.expected);
    const next = now === null ? start + (input.dataset.expected === undefined || by < 0 ? by : 0) : now + by;
    input.value = String(Math.min(2000, Math.max(0, next)));
    add();
  };

  const button = (input, sign, by, words) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", words);
    made.addEventListener("click", () => step(input, by));
    return made;
  };

  for (const input of inputs) {
    const label = form.querySelector(`label[for="${input.id}"]`);
    const name = label ? label.textContent.trim() : "";
    const box = document.createElement("div");
    box.className = "stepper";
    input.replaceWith(box);
    box.append(button(input, "−", -1, `One fewer: ${name}`), input, button(input, "+", 1, `One more: ${name}`));
    input.addEventListener("input", add);
  }
  add();
}
