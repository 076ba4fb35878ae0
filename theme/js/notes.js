// The reader's notes on objects of the site, in this browser only.
//
// Stored under `notes:<path of the site>`, because the sites of one origin share their storage, as one JSON object from the name of an
// object, such as `scaling/ntk#claim:rate`, to `{note, next}`. Other values count as absent. If storage is denied or full, or if too many
// objects have notes, a note lasts until the page is closed.
import { keep, recall } from "./storage.js";

const SITE = new URL("../../", import.meta.url);
const NAME = `notes:${SITE.pathname}`;
const OBJECT = /^[a-z0-9][a-z0-9-]{0,99}\/[a-z0-9][a-z0-9-]{0,99}#[a-z]+(?::[^\n]{1,300})?$/u;
const LONGEST = 2000; // characters of a note, and of a next action
const MOST = 500; // objects with a note: at most half of the storage of an origin
const NOTHING = { note: "", next: "" };

const unkept = new Map(); // object -> its note, if it could not be stored

/** Return the note on an object and the reader's next action; both are empty if there is none. */
export function getNote(object) {
  return unkept.get(object) ?? readNotes().get(object) ?? NOTHING;
}

/** Change the note on an object, and return true if it was stored. */
export function setNote(object, { note, next }) {
  unkept.set(object, { note: note.slice(0, LONGEST), next: next.slice(0, LONGEST) });
  const notes = listNotes().slice(0, MOST);
  keep(NAME, notes.length ? JSON.stringify(Object.fromEntries(notes)) : "");
  const kept = readNotes();
  for (const [key, written] of unkept) {
    const { note, next } = kept.get(key) ?? NOTHING;
    if (note === written.note && next === written.next) unkept.delete(key);
  }
  return !unkept.has(object);
}

/** Return all notes of the site as Markdown, in the order in which they were begun. */
export function writeNotes() {
  const parts = listNotes().map(([object, { note, next }]) => {
    const page = new URL(`${object.split("#")[0]}/`, SITE).href;
    return [`## ${object}`, page, note, next && `Next action: ${next}`].filter(Boolean).join("\n\n");
  });
  return `${["# Notes", ...parts].join("\n\n")}\n`;
}

function listNotes() {
  const all = new Map([...readNotes(), ...unkept]); // the later of two notes on one object counts
  return [...all].filter(([, { note, next }]) => note || next);
}

function readNotes() {
  try {
    return new Map(Object.entries(JSON.parse(recall(NAME)) ?? {}).filter(isNote).slice(0, MOST));
  } catch {
    return new Map(); // nothing is stored, or it is damaged
  }
}

function isNote([object, written]) {
  return OBJECT.test(object) && [written?.note, written?.next].every((text) => typeof text === "string" && text.length <= LONGEST);
}
