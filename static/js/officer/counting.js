// What an entry of the upload contract holds, and the questions that its numbers raise. The site asks them again.
export const key = (audience, year) => `${audience}/${year || ""}`;

export const questions = (session, lines) => {
  const heads = (audience) => lines.filter((line) => line.audience === audience).reduce((sum, line) => sum + line.actual, 0);
  const booked = new Map(session.groups.filter((group) => group.expected).map((group) => [key(group.audience, group.year), group.expected]));
  const known = lines.filter((line) => booked.has(key(line.audience, line.year_group)));
  const expected = known.reduce((sum, line) => sum + booked.get(key(line.audience, line.year_group)), 0);
  const pupils = heads("pupil");
  const raised = {
    all_zero: lines.every((line) => line.actual === 0),
    over_expected: expected > 0 && known.reduce((sum, line) => sum + line.actual, 0) > 1.5 * expected,
    over_roll: session.roll !== null && session.roll !== undefined && pupils > session.roll,
    over_largest: session.largest && pupils + heads("parent_carer") > session.largest,
    staff_over_pupils: pupils > 0 && heads("staff") > pupils,
  };
  return Object.keys(raised).filter((code) => raised[code]);
};

// What this phone knows to count for a room now: what waits here, else the last receipt, else what the day pack said.
export const current = (session, part, waiting, receipts) => {
  const mine = (item) => item.entry.session === session.id && (item.entry.part || "Only") === part && item.entry.kind !== "outcome";
  const queued = waiting.filter(mine).at(-1);
  if (queued) return { id: queued.id, version: queued.entry.base_version + 1, lines: queued.entry.lines, method: queued.entry.method, waits: true };
  const told = receipts.filter((item) => mine(item) && item.status !== "review" && item.version >= session.version)[0];
  if (told && told.status !== "proposal") return { id: told.id, version: told.version, lines: told.entry.lines, method: told.entry.method };
  const counted = session.counted.find((item) => item.part === part);
  if (!counted) return null;
  const lines = counted.lines.map(([audience, year, actual]) => ({ audience, year_group: year || null, actual }));
  return { id: counted.id, version: session.version, lines, method: counted.method };
};

// The newest version of a session's register that this phone has heard of.
export const versionOf = (session, receipts) =>
  Math.max(session.version || 0, ...receipts.filter((item) => item.entry.session === session.id).map((item) => item.version || 0));

// Whole minutes: a carry code holds no seconds, and the same count must be the same wherever it comes from.
const minute = () => new Date(Math.floor(Date.now() / 60000) * 60000).toISOString();

export const entryOf = (officer, session, minted, fields) => ({
  id: minted.id, session: session.id, kind: "count", base_version: 0, part: "", replaces: null, reason: null, captured_at: minute(),
  captured_by: officer, lines: [], ...(session.ad_hoc ? { ad_hoc: session.ad_hoc } : {}), ...fields,
});

export const total = (lines) => lines.filter((line) => line.audience !== "staff").reduce((sum, line) => sum + line.actual, 0);
