// One register on the phone: a keypad, the booked groups first, and one button for "as expected".
import { mint } from "./carry.js";
import { current, entryOf, key, questions, total, versionOf } from "./counting.js";
import { button, choice, clock, dayWords, h, localDay } from "./dom.js";
import { all, draft, keepDraft, receipts, save } from "./queue.js";

const FULL = "Not saved. This phone has no room left, or keeps nothing in this window. Write the numbers on paper.";

const keypad = (pressed) => h("div", { class: "keypad", role: "group", "aria-label": "Keypad" },
  ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "back"].map((sign) =>
    h("button", { type: "button", class: "keypad__key", "aria-label": sign === "back" ? "Delete" : sign === "clear" ? "Empty" : sign, onclick: () => pressed(sign) },
      sign === "back" ? "⌫" : sign === "clear" ? "C" : sign)));

const began = (session) => !session.starts_at || Date.parse(session.starts_at) <= Date.now();

const facts = (session, today) => h("dl", { class: "summary-list" },
  h("div", {}, h("dt", {}, "When"), h("dd", {}, `${dayWords(session.day, today)}${session.start ? `, ${session.start}` : ""}${session.end ? ` to ${session.end}` : ""}`)),
  h("div", {}, h("dt", {}, "Where"), h("dd", {}, session.school, session.address ? h("br") : null, session.address || null, session.arrival ? h("br") : null, session.arrival ? `Arrive at: ${session.arrival}` : null)),
  session.needs && session.needs.length ? h("div", {}, h("dt", {}, "They told us"), h("dd", {}, session.needs.join(". "))) : null,
  session.check_in ? h("div", {}, h("dt", {}, "Self check-in"), h("dd", {}, h("a", { href: `/officer/sessions/${session.id}/check-in/` }, "Code and slide"), ", with a network")) : null);

export const told = (session) => h("section", { class: "notice notice--help stack", "aria-labelledby": "told" },
  h("h2", { id: "told" }, "If a child tells you something"),
  h("p", {}, "Listen, stay calm and do not promise to keep it secret. Tell the school’s safeguarding lead before you leave: ask at the reception. If a child is in danger now, ring ", h("a", { href: "tel:999" }, "999"), "."),
  session && session.council && session.council.phone
    ? h("p", {}, `${session.council.name}: `, h("a", { href: `tel:${session.council.phone.replace(/ /g, "")}` }, session.council.phone)) : null,
  h("p", {}, "Afterwards talk to your supervisor. It is part of the work that such a day stays with you, and you need not carry it alone."),
  h("p", { class: "small" }, "Write nothing about a child here: this app takes numbers only."));

const lineWords = (lines, label) => lines.map((line) => `${label(line)}: ${line.actual}`).join(", ");

export const labeller = (pack, session) => (line) => {
  const booked = session && session.groups.find((group) => key(group.audience, group.year) === key(line.audience, line.year_group));
  if (booked) return booked.label;
  const words = (list, code) => (list.find(([value]) => value === code) || ["", code])[1];
  return line.audience === "pupil" && line.year_group ? words(pack.words.years, line.year_group) : words(pack.words.audiences, line.audience);
};

export const page = async (pack, session, done) => {
  const [waiting, sent, saved] = [await all(), await receipts(), await draft(session.id)];
  const label = labeller(pack, session);
  const now = current(session, "Only", waiting, sent);
  const facing = h("div", { class: "stack stack--wide" });
  const head = [h("p", {}, h("a", { href: "#" }, "All sessions")), h("h1", { tabindex: "-1" }, "Register"),
    h("p", {}, h("b", {}, `${dayWords(session.day, localDay())}${session.start ? `, ${session.start}` : ""}`), ` ${session.school}`)];
  const where = () => facts(session, localDay());

  const fill = (correcting) => {
    const state = { ...(saved ? saved.numbers : {}), ...(correcting ? Object.fromEntries(now.lines.map((line) => [key(line.audience, line.year_group), String(line.actual)])) : {}) };
    const groups = [...session.groups];
    for (const line of correcting ? now.lines : []) {
      if (!groups.some((group) => key(group.audience, group.year) === key(line.audience, line.year_group))) {
        groups.push({ audience: line.audience, year: line.year_group || "", label: label(line), expected: null });
      }
    }
    const inputs = new Map();
    let active = null;
    const wrong = h("div", { role: "alert" });
    const sum = h("output", {});
    const linesNow = () => groups.flatMap((group) => {
      const text = (state[key(group.audience, group.year)] || "").trim();
      return text === "" ? [] : [{ audience: group.audience, year_group: group.year || null, actual: Number(text) }];
    });
    const show = () => {
      for (const [name, input] of inputs) input.value = state[name] || "";
      const lines = linesNow();
      sum.textContent = lines.length ? String(total(lines.filter((line) => Number.isInteger(line.actual)))) : "–";
    };
    const typed = (name, text) => {
      state[name] = text.replace(/\D/g, "").slice(0, 4);
      show();
      keepDraft({ session: session.id, numbers: { ...state } }).catch(() => {});
    };
    const field = (group) => {
      const name = key(group.audience, group.year);
      const id = `n-${name.replace("/", "-")}`;
      const input = h("input", {
        id, inputmode: "none", autocomplete: "off", maxlength: "4", "aria-describedby": `${id}-hint`,
        onfocus: () => { active = name; }, oninput: (event) => typed(name, event.target.value),
      });
      inputs.set(name, input);
      active ||= name;
      return h("div", { class: "field heads" }, h("label", { for: id }, group.label),
        h("div", { class: "field__hint", id: `${id}-hint` }, group.expected ? `${group.expected} expected` : "Leave empty if you don’t know"),
        h("div", { class: "heads__row" }, input));
    };
    const press = (sign) => {
      if (!active) return;
      const text = state[active] || "";
      typed(active, sign === "back" ? text.slice(0, -1) : sign === "clear" ? "" : text + sign);
      for (const [name, input] of inputs) input.classList.toggle("heads__active", name === active);
    };
    const heads = h("div", { class: "stack" }, groups.map(field));
    const year = choice("Another year group was there too", [["", "None"], ...pack.words.years.filter(([code]) => !groups.some((group) => group.audience === "pupil" && group.year === code))]);
    year.select.addEventListener("change", () => {
      if (!year.select.value) return;
      const group = { audience: "pupil", year: year.select.value, label: year.select.selectedOptions[0].textContent, expected: null };
      groups.push(group);
      const made = field(group);
      heads.append(made);
      year.select.selectedOptions[0].remove();
      year.select.value = "";
      made.querySelector("input").focus();
    });
    const method = choice("How you know", pack.words.methods.filter(([code]) => code !== "confirmed_as_expected"), "counted");
    const part = choice("Where you counted", pack.words.parts, "Only");
    const reason = choice("Why it changes", [["", "Choose a reason"], ...pack.words.corrections]);
    const hands = choice("What you asked the room", [["", "Nothing"], ...pack.words.hands]);
    const number = (words) => {
      const id = `h-${words.replace(/\W/g, "")}`;
      return h("div", { class: "field" }, h("label", { for: id }, words), h("input", { id, inputmode: "numeric", autocomplete: "off", maxlength: "4" }));
    };
    const before = number("Hands up before");
    const after = number("Hands up after");

    const complain = (text) => { wrong.replaceChildren(h("div", { class: "error-summary", tabindex: "-1" }, h("h2", {}, "Nothing is saved yet"), h("p", {}, text))); wrong.firstChild.focus(); };

    const store = async (lines, how, sure) => {
      if (!lines.length) return complain("Type at least one number. Leave empty what you don’t know.");
      if (lines.some((line) => !Number.isInteger(line.actual) || line.actual > 2000)) return complain("A count is a whole number of at most 2,000.");
      if (correcting && !reason.select.value) return complain("Choose why the numbers change.");
      const asked = questions(session, lines);
      if (asked.length && !sure) {
        wrong.replaceChildren(h("div", { class: "notice notice--warning stack", tabindex: "-1" }, h("h2", {}, "Are you sure?"),
          h("ul", {}, asked.map((found) => h("li", {}, pack.words.questions[found]))),
          button("Yes, these numbers are right", () => store(lines, how, true)), button("Look again", () => wrong.replaceChildren(), "button--secondary")));
        wrong.firstChild.focus();
        return null;
      }
      const question = hands.select.value;
      const up = [before, after].map((box) => Number(box.querySelector("input").value || NaN));
      if (question && (up.some((found) => !Number.isInteger(found)) || Math.max(...up) > total(lines))) {
        return complain("Type how many hands were up, before and after: no more than people in the room.");
      }
      const minted = await mint(session.id);
      const room = correcting || part.select.value === "Only" ? "" : part.select.value;
      const entry = entryOf(pack.officer, session, minted, {
        part: room, lines, method: how, base_version: correcting ? now.version : versionOf(session, sent),
        ...(correcting ? { kind: "correction", replaces: now.id, reason: reason.select.value } : {}),
        ...(question ? { hands_up: { question, before: up[0], after: up[1] } } : {}),
      });
      const about = { nonce: minted.nonce, school: session.school, day: session.day, start: session.start, words: lineWords(lines, label) };
      try {
        await save(entry, about);
      } catch {
        return complain(FULL);
      }
      return done(session);
    };

    const booked = groups.filter((group) => group.expected);
    const expected = booked.reduce((found, group) => found + group.expected, 0);
    const asExpected = () => {
      const typedNow = linesNow();
      const missing = booked.filter((group) => !typedNow.some((line) => key(line.audience, line.year_group) === key(group.audience, group.year)));
      const lines = [...missing.map((group) => ({ audience: group.audience, year_group: group.year || null, actual: group.expected })), ...typedNow];
      const same = booked.every((group) => lines.some((line) => key(line.audience, line.year_group) === key(group.audience, group.year) && line.actual === group.expected));
      return store(lines, same ? "confirmed_as_expected" : "counted", false);
    };
    facing.replaceChildren(...[
      wrong, heads, keypad(press),
      h("div", { class: "actions officer-save" }, button("Save", () => store(linesNow(), method.select.value, false)),
        !correcting && expected ? button(`As expected: ${expected}`, asExpected, "button--secondary") : null,
        h("p", { class: "register__total" }, "Together: ", sum)),
      correcting ? reason.field : null,
      h("details", {}, h("summary", {}, "More: another year, how you know, hands up"), h("div", { class: "stack" }, year.field, method.field,
        !correcting ? part.field : null, hands.field, before, after)),
      !correcting ? h("p", {}, h("a", { href: `#not=${session.id}` }, "This session did not take place")) : null,
      h("p", { class: "soft" }, "An empty box means “not known”. It is never counted as 0."), where(), told(session),
    ].filter(Boolean));
    show();
  };

  if (!began(session)) {
    facing.replaceChildren(h("div", { class: "notice" }, h("p", {}, `You can record this session from ${clock(session.starts_at)} on the day.`)), where(), told(session));
  } else if (now) {
    facing.replaceChildren(h("section", { class: "stack", "aria-labelledby": "counted" }, h("h2", { id: "counted" }, "What this phone knows"),
      h("p", {}, h("b", {}, lineWords(now.lines, label)), now.waits ? ". Saved here, not sent yet." : "."),
      button("Correct these numbers", () => fill(true), "button--secondary"), button("Add the count of another room", () => fill(false), "button--quiet")), where(), told(session));
  } else {
    fill(false);
  }
  return [...head, facing];
};

export const notDelivered = (pack, session, done) => {
  const reasons = h("div", { class: "choices choices--boxed" }, pack.words.outcomes.map(([code, words]) =>
    h("label", { for: `why-${code}` }, h("input", { type: "radio", name: "why", id: `why-${code}`, value: code }), " ", h("span", {}, words))));
  const wrong = h("div", { role: "alert" });
  const store = async () => {
    const chosen = reasons.querySelector("input:checked");
    if (!chosen) return wrong.replaceChildren(h("p", { class: "field__error" }, "Choose a reason."));
    const minted = await mint(session.id);
    const entry = entryOf(pack.officer, session, minted, { kind: "outcome", outcome: "not_delivered", reason: chosen.value, base_version: session.version || 0 });
    try {
      await save(entry, { school: session.school, day: session.day, start: session.start, words: "Did not take place" });
    } catch {
      return wrong.replaceChildren(h("p", { class: "field__error" }, FULL));
    }
    return done(session);
  };
  return [h("p", {}, h("a", { href: `#s=${session.id}` }, "Back to the register")), h("h1", { tabindex: "-1" }, "This session did not take place"),
    facts(session, localDay()), wrong, h("fieldset", {}, h("legend", {}, "Why"), reasons), button("It did not take place", store, "button--danger")];
};
