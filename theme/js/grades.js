// The reader's grades of exercises, in this browser only. Stored under `practice:<path of the site>` as JSON, with a record of `schedule.js`
// for each exercise: {"scaling/ntk#one-row": {...}}. Other values count as absent. What cannot be stored lasts until the page is closed.
import { getToday, gradeExercise, isRecord } from "./schedule.js";
import { SITE, isConcept, keep, recall } from "./storage.js";

const NAME = `practice:${SITE}`;
const ID = /^[a-z0-9][a-z0-9-]{0,99}$/u;
const MOST = 5_000; // exercises; the oldest grades are deleted
const LONGEST = 2_000_000; // characters

const unkept = new Map(); // key -> record that could not be stored
const listeners = new Set();
let last = { text: "", records: new Map() }; // the stored text that was last read

/** Return the record of the exercise, if there is one. */
export function getGrade(key) {
  return unkept.get(key) ?? readRecords().get(key);
}

/** Grade the exercise, notify all subscribers, and return true if the grade was stored. */
export function setGrade(key, grade, claim) {
  if (!isKey(key)) return false;
  unkept.set(key, gradeExercise(getGrade(key), grade, getToday(), claim));
  const records = [...new Map([...readRecords(), ...unkept])].sort(([, one], [, other]) => other.day.localeCompare(one.day));
  keep(NAME, JSON.stringify(Object.fromEntries(records.slice(0, MOST))));
  const isKept = [...unkept].every(([key, record]) => JSON.stringify(readRecords().get(key)) === JSON.stringify(record));
  if (isKept) unkept.clear();
  tell();
  return isKept;
}

/** Call the listener after every change in any tab. Return a function that unsubscribes. */
export function subscribeGrades(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readRecords() {
  const text = recall(NAME);
  if (text !== last.text) last = { text, records: new Map(parse(text)) };
  return last.records;
}

function parse(text) {
  if (text.length > LONGEST) return [];
  try {
    const kept = Object.entries(JSON.parse(text));
    return kept.filter(([key, record]) => isKey(key) && isRecord(record)).slice(0, MOST);
  } catch {
    return [];
  }
}

function isKey(key) {
  const [concept, id = "", ...more] = key.split("#", 3);
  return isConcept(concept) && ID.test(id) && !more.length;
}

function tell() {
  for (const listener of [...listeners]) listener();
}

addEventListener("storage", tell);
