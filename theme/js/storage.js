// What this browser keeps for the reader, as text. Storage may be denied or full: then nothing is kept, and nothing else changes.
const PREFIX = "plumbline:";
const LONGEST = 1_000_000; // characters of a record

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
