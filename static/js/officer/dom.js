// Builds elements, never markup from text.
export const h = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

export const button = (words, pressed, kind = "") =>
  h("button", { type: "button", class: `button ${kind}`.trim(), onclick: pressed }, words);

export const choice = (label, options, value = "") => {
  const id = `c${Math.random().toString(36).slice(2)}`;
  const select = h("select", { id }, options.map(([code, words]) => h("option", { value: code, selected: code === value }, words)));
  return { select, field: h("div", { class: "field" }, h("label", { for: id }, label), select) };
};

export const dayWords = (day, today) => {
  const date = new Date(`${day}T12:00:00`);
  const away = Math.round((date - new Date(`${today}T12:00:00`)) / 86400000);
  if (away === 0) return "Today";
  if (away === 1) return "Tomorrow";
  return date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
};

export const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export const localDay = (moment = new Date()) => {
  const date = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
