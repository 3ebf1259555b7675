// A count as text that any colleague may type or scan: the same id, so that this phone's own upload later changes nothing.
// The layout is that of education/attendance/carrying.py; a test holds the two together.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const START = Date.UTC(2025, 0, 1) / 60000;

const digest = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
const bits = (number, size) => number.toString(2).padStart(size, "0");
const hexBits = (text) => [...text].map((digit) => bits(parseInt(digit, 16), 4)).join("");
const plain = (id) => id.replace(/-/g, "");

export const idFrom = async (session, nonce) => {
  const made = [...(await digest(`${session} ${nonce}`))].slice(0, 16);
  made[6] = (made[6] & 0x0f) | 0x80;
  made[8] = (made[8] & 0x3f) | 0x80;
  const hex = made.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

// Minted when the officer saves: 45 bits of chance beside the session's own id.
export const mint = async (session) => {
  const chance = crypto.getRandomValues(new Uint32Array(2));
  const nonce = (bits(chance[0], 32) + bits(chance[1], 32)).slice(0, 45);
  return { id: await idFrom(session, nonce), nonce };
};

const place = (list, code) => {
  const found = list.findIndex(([value]) => value === code);
  if (found < 0) throw new Error(code);
  return found;
};

// The text for a count, or "" for what no code can hold: corrections, outcomes and sessions that nobody booked.
export const code = async (item, words) => {
  const { entry } = item;
  if (entry.kind !== "count" || entry.ad_hoc || !item.about.nonce) return "";
  const hands = entry.hands_up
    ? `1${bits(place(words.hands, entry.hands_up.question), 2)}${bits(entry.hands_up.before, 11)}${bits(entry.hands_up.after, 11)}` : "0";
  const body = [
    bits(1, 3), hexBits(plain(entry.session).slice(0, 10)), item.about.nonce,
    bits(Math.floor(Date.parse(entry.captured_at) / 60000) - START, 23), hexBits(plain(entry.captured_by).slice(0, 5)),
    bits(place(words.methods, entry.method), 2), bits(entry.part ? place(words.parts, entry.part) + 1 : 0, 3),
    bits(Math.min(63, entry.base_version), 6), hands, bits(entry.lines.length, 4),
    ...entry.lines.map((line) =>
      bits(place(words.audiences, line.audience), 2) + bits(line.year_group ? place(words.years, line.year_group) + 1 : 0, 5) + bits(line.actual, 11)),
  ].join("");
  if (entry.lines.length > 15 || entry.base_version > 63) return "";
  const check = [...(await digest(body))].map((byte) => bits(byte, 8)).join("").slice(0, 15);
  const whole = body + check;
  const padded = whole.padEnd(Math.ceil(whole.length / 5) * 5, "0");
  return padded.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("");
};

export const spaced = (text) => (text.match(/.{1,5}/g) || []).join(" ");
