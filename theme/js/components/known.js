// What the reader marked as known, in this browser only. Whoever shows or changes it does so through this module.
//
// Kept under the name `known:<path of the site>`, since sites of one origin share their storage, as a JSON list of ids of concepts:
// ["linear-algebra/minimum-norm", "scaling/ntk"]. What is no such list counts as empty; ids of concepts that the site no longer has stay
// in it. What cannot be kept, storage being denied or full, holds until the page is left.
import { SITE, isConcept, keep, recall } from "../storage.js";

const NAME = `known:${SITE}`;
const MOST = 20_000; // ids, and so at most about two million characters, half of what browsers keep for an origin
const LONGEST = 2_000_000;

const unkept = new Map(); // id -> whether it is known, for changes that storage did not take
const listeners = new Set();

/** The ids of the concepts marked as known. */
export function getKnown() {
  const known = new Set(readList());
  for (const [id, isKnown] of unkept) {
    if (isKnown) known.add(id);
    else known.delete(id);
  }
  return known;
}

/** Marks the concept as known, or no longer; gives whether the browser keeps it. Every subscriber is told. */
export function setKnown(id, isKnown) {
  if (!isConcept(id)) return false;
  unkept.set(id, isKnown);
  const text = JSON.stringify([...getKnown()].sort().slice(0, MOST));
  keep(NAME, text === "[]" ? "" : text);
  const isKept = readList().includes(id) === isKnown;
  if (isKept) unkept.clear();
  tell();
  return isKept;
}

/** Calls the listener after every change, in this tab or another; gives what ends that. */
export function subscribeKnown(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readList() {
  const text = recall(NAME);
  if (!text || text.length > LONGEST) return [];
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isConcept).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function tell() {
  for (const listener of [...listeners]) listener();
}

addEventListener("storage", tell);
