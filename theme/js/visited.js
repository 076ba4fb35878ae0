// Which concept pages were open, in this browser only: under `visited:<path of the site>` the id of the last, and after a `#` the anchor
// of the part where it was left; under `opened:<path of the site>` a JSON list of ids, the last at its end. What is neither counts as nothing.
import { SITE, isConcept, keep, recall } from "./storage.js";

const VISITED = `visited:${SITE}`;
const OPENED = `opened:${SITE}`;
const ANCHOR = /^[a-z0-9][a-z0-9-]{0,99}$/u;
const MOST = 5_000; // ids; those opened longest ago are forgotten
const LONGEST = 1_200_000; // characters

/** The id of the concept whose page was open last, or an empty text. */
export function getVisited() {
  return readLast()[0];
}

/** The anchor of the part at which that page was left, or an empty text. */
export function getPart() {
  return readLast()[1];
}

/** The ids of the concepts whose pages were opened. */
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

/** Keeps the concept as the one that was open last, and the part where it is read. */
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
