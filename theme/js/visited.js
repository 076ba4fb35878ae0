// The concept page that was open last, in this browser only.
//
// Kept under the name `visited:<path of the site>`, since sites of one origin share their storage: the id of the concept. What is no id
// counts as nothing; where storage is denied or full, nothing is kept.
import { keep, recall } from "./storage.js";

const NAME = `visited:${new URL("../../", import.meta.url).pathname}`;
const ID = /^[a-z0-9][a-z0-9-]{0,99}\/[a-z0-9][a-z0-9-]{0,99}$/u;

/** The id of the concept, or an empty text. */
export function getVisited() {
  const id = recall(NAME);
  return ID.test(id) ? id : "";
}

/** Keeps the concept as the one that was open last. */
export function setVisited(id) {
  if (ID.test(id)) keep(NAME, id);
}
