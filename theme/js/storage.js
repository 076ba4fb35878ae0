// What this browser keeps for the reader, as text. Storage may be denied or full: then nothing is kept, and nothing else changes.
const PREFIX = "plumbline:";

/** What is kept under the name, or an empty text. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    return "";
  }
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
