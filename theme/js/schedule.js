// When an exercise is due again: each grade moves it between five boxes. A record is {grade: "memory", box: 2, from: 1, day: "2026-03-09",
// claim: "0123456789ab"}: the last grade, the box after and before it, counted from 0, the day, and the digest of the claim on that day.
export const INTERVALS = [1, 3, 7, 21, 60]; // days per box
export const GRADES = { not: "Not yet", hints: "With hints", memory: "From memory" };

const MOVES = {
  not: () => 0,
  hints: (box) => box,
  memory: (box) => Math.min(box + 1, INTERVALS.length - 1),
};
const DAY = /^2\d{3}-\d\d-\d\d$/u;
const DIGEST = /^(?:[0-9a-f]{12})?$/u;

/** Return the record after a grade. There may be no previous record. Of several grades on one day the last counts. */
export function gradeExercise(record, grade, today, claim) {
  const isNew = !record || hasChanged(record, claim);
  const from = isNew ? 0 : record.day === today ? record.from : record.box;
  return { grade, box: MOVES[grade](from), from, day: today, claim };
}

/** Return the day on which the exercise is due again. */
export function findDue(record, today, claim) {
  if (hasChanged(record, claim)) return today;
  const day = record.day < today ? record.day : today; // a clock that was ahead must not delay the exercise
  return addDays(day, INTERVALS[record.box]);
}

/** Return true if the claim has changed. */
export function hasChanged(record, claim) {
  return Boolean(record.claim && claim) && record.claim !== claim;
}

/** Return true if the value, from any source, is a record. */
export function isRecord(value) {
  if (typeof value !== "object" || value === null) return false;
  const { grade, box, from, day, claim } = value;
  const areTexts = [grade, day, claim].every((part) => typeof part === "string");
  return areTexts && Object.hasOwn(GRADES, grade) && isBox(box) && isBox(from) && isDay(day) && DIGEST.test(claim);
}

/** Return the current day in the reader's time zone. */
export function getToday(now = new Date()) {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function addDays(day, number) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + number);
  return date.toISOString().slice(0, 10);
}

function isBox(value) {
  return Number.isInteger(value) && value >= 0 && value < INTERVALS.length;
}

function isDay(value) {
  return DAY.test(value) && !Number.isNaN(Date.parse(value)) && addDays(value, 0) === value;
}
