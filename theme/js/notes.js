// The reader's notes on objects of the site, in this browser only.
//
// Kept under the name `notes:<path of the site>`, since sites of one origin share their storage, as one JSON object: the name of an object,
// `scaling/ntk#claim:rate`, to `{note, next}`. What has no such form counts as absent. What cannot be kept, storage being denied or full or
// too many objects having notes, holds until the page is left.
import { keep, recall } from "./storage.js";

const SITE = new URL("../../", import.meta.url);
const NAME = `notes:${SITE.pathname}`;
const OBJECT = /^[a-z0-9][a-z0-9-]{0,99}\/[a-z0-9][a-z0-9-]{0,99}#[a-z]+(?::[^\n]{1,300})?$/u;
const LONGEST = 2000; // characters of a note, and of a next action
const MOST = 500; // objects with a note, and so at most half of what browsers keep for an origin
const NOTHING = { note: "", next: "" };

const unkept = new Map(); // object -> its note, of those that storage did not take

/** The note on an object, and what the reader means to do next; both empty where there is none. */
export function getNote(object) {
  return unkept.get(object) ?? readNotes().get(object) ?? NOTHING;
}

/** Changes the note on an object; gives whether the browser keeps it. */
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

/** All notes of the site as markdown, in the order in which they were begun. */
export function writeNotes() {
  const parts = listNotes().map(([object, { note, next }]) => {
    const page = new URL(`${object.split("#")[0]}/`, SITE).href;
    return [`## ${object}`, page, note, next && `Next action: ${next}`].filter(Boolean).join("\n\n");
  });
  return `${["# Notes", ...parts].join("\n\n")}\n`;
}

function listNotes() {
  const all = new Map([...readNotes(), ...unkept]); // the later of two under one name counts
  return [...all].filter(([, { note, next }]) => note || next);
}

function readNotes() {
  try {
    return new Map(Object.entries(JSON.parse(recall(NAME)) ?? {}).filter(isNote).slice(0, MOST));
  } catch {
    return new Map(); // nothing is kept, or it is damaged
  }
}

function isNote([object, written]) {
  return OBJECT.test(object) && [written?.note, written?.next].every((text) => typeof text === "string" && text.length <= LONGEST);
}
