// How the reader graded exercises, in this browser only: under `practice:<path of the site>`, as JSON, a record of `schedule.js` for each,
// {"scaling/ntk#one-row": {...}}. What is none counts as absent. What cannot be kept holds until the page is left.
import { getToday, gradeExercise, isRecord } from "./schedule.js";
import { SITE, isConcept, keep, recall } from "./storage.js";

const NAME = `practice:${SITE}`;
const ID = /^[a-z0-9][a-z0-9-]{0,99}$/u;
const MOST = 5_000; // exercises; those graded longest ago are forgotten
const LONGEST = 2_000_000; // characters

const unkept = new Map(); // key -> record that storage did not take
const listeners = new Set();
let last = { text: "", records: new Map() }; // what was read last

/** The record of the exercise, if any. */
export function getGrade(key) {
  return unkept.get(key) ?? readRecords().get(key);
}

/** Grades the exercise; gives whether the browser keeps it. Every subscriber is told. */
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

/** Calls the listener after every change, in this tab or another; gives what ends that. */
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
