// What this browser keeps for the reader, as text. Storage may be denied or full: then nothing is kept, and nothing else changes. What
// belongs to one site has its path at the end of its name, since sites of one origin share their storage.
export const PREFIX = "plumbline:";
const LONGEST = 1_000_000; // characters of a record
const ID = /^[a-z0-9][a-z0-9-]{0,99}\/[a-z0-9][a-z0-9-]{0,99}$/u;

export const SITE = new URL("../../", import.meta.url).pathname;
export const UNKEPT = "This browser keeps nothing for this site: what you mark holds until you leave the page.";

/** Whether the value is the id of a concept, of this site or not. */
export function isConcept(value) {
  return typeof value === "string" && ID.test(value);
}

/** What is kept under the name, or an empty text. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    return "";
  }
}

/** What is kept under the name as JSON, if it is one object; else an empty one. */
export function recallRecord(name) {
  const text = recall(name);
  if (text.length > LONGEST) return {};
  try {
    const record = JSON.parse(text || "{}");
    return typeof record === "object" && record !== null && !Array.isArray(record) ? record : {};
  } catch {
    return {};
  }
}

/** Keeps the object under the name; an empty one is forgotten. */
export function keepRecord(name, record) {
  keep(name, Object.keys(record).length ? JSON.stringify(record) : "");
}

/** Keeps the text under the name; an empty one is forgotten. */
export function keep(name, text) {
  try {
    if (text) localStorage.setItem(PREFIX + name, text);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // denied or full
  }
}
