// The concepts that the reader marked as known, in this browser only. All access goes through this module.
//
// Stored under `known:<path of the site>`, because the sites of one origin share their storage, as a JSON list of concept ids:
// ["linear-algebra/minimum-norm", "scaling/ntk"]. Other values count as an empty list. Ids of deleted concepts stay in the list. If
// storage is denied or full, a change lasts until the page is closed.
import { SITE, isConcept, keep, recall } from "../storage.js";

const NAME = `known:${SITE}`;
const MOST = 20_000; // ids: at most about two million characters, half of the storage of an origin
const LONGEST = 2_000_000;

const unkept = new Map(); // id -> is known, for changes that could not be stored
const listeners = new Set();

/** Return the ids of the concepts marked as known. */
export function getKnown() {
  const known = new Set(readList());
  for (const [id, isKnown] of unkept) {
    if (isKnown) known.add(id);
    else known.delete(id);
  }
  return known;
}

/** Mark the concept as known or unknown, notify all subscribers, and return true if the change was stored. */
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

/** Call the listener after every change in any tab. Return a function that unsubscribes. */
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
