// The reader's records in this browser, as text. If storage is denied or full, nothing is stored, and nothing else changes. Names of records
// of one site end in its path, because the sites of one origin share their storage.
export const PREFIX = "plumbline:";
const LONGEST = 1_000_000; // characters of a record
const ID = /^[a-z0-9][a-z0-9-]{0,99}\/[a-z0-9][a-z0-9-]{0,99}$/u;

export const SITE = new URL("../../", import.meta.url).pathname;
export const UNKEPT = "This browser keeps nothing for this site: what you mark holds until you leave the page.";

/** Return true if the value has the form of a concept id. */
export function isConcept(value) {
  return typeof value === "string" && ID.test(value);
}

/** Return the text stored under the name, or an empty text. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    return "";
  }
}

/** Return the JSON object stored under the name, or an empty object. */
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

/** Store the object under the name; delete the record if the object is empty. */
export function keepRecord(name, record) {
  keep(name, Object.keys(record).length ? JSON.stringify(record) : "");
}

/** Store the text under the name; delete the record if the text is empty. */
export function keep(name, text) {
  try {
    if (text) localStorage.setItem(PREFIX + name, text);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // denied or full
  }
}
