// The concept pages that were open, in this browser only. `visited:<path of the site>` is the id of the last one, followed by `#` and the
// anchor of the section where the reader left it. `opened:<path of the site>` is a JSON list of ids, the last at the end. Other values count
// as absent.
import { SITE, isConcept, keep, recall } from "./storage.js";

const VISITED = `visited:${SITE}`;
const OPENED = `opened:${SITE}`;
const ANCHOR = /^[a-z0-9][a-z0-9-]{0,99}$/u;
const MOST = 5_000; // ids; the oldest are deleted
const LONGEST = 1_200_000; // characters

/** Return the id of the concept whose page was last open, or an empty text. */
export function getVisited() {
  return readLast()[0];
}

/** Return the anchor of the section where the reader left that page, or an empty text. */
export function getPart() {
  return readLast()[1];
}

/** Return the ids of the concepts whose pages were opened. */
export function getOpened() {
  const text = recall(OPENED);
  if (!text || text.length > LONGEST) return new Set();
  try {
    const list = JSON.parse(text);
    return new Set(Array.isArray(list) ? list.filter(isConcept).slice(-MOST) : []);
  } catch {
    return new Set();
  }
}

/** Store the concept as the last open one, with the section that is being read. */
export function setVisited(id, part = "") {
  if (!isConcept(id)) return;
  keep(VISITED, ANCHOR.test(part) ? `${id}#${part}` : id);
  const opened = getOpened();
  opened.delete(id);
  keep(OPENED, JSON.stringify([...opened, id].slice(-MOST)));
}

function readLast() {
  const [id, part, ...more] = recall(VISITED).split("#", 3);
  const isPlace = isConcept(id) && (part === undefined || ANCHOR.test(part)) && !more.length;
  return isPlace ? [id, part ?? ""] : ["", ""];
}
