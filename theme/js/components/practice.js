// All exercises, sorted by when they are due. A graded exercise keeps its place until the page is opened again or another tab changes the
// stored grades.
import { getGrade, subscribeGrades } from "../grades.js";
import { findDue, getToday, hasChanged } from "../schedule.js";
import { getOpened } from "../visited.js";

const PARTS = { due: "Due now", later: "Later", unmet: "Not met yet" };
const NEVER = "9"; // after every day

class Practice extends HTMLElement {
  #listening;
  #unsubscribe;
  #groups = new Map(); // section of a concept -> its exercises
  #parts = []; // the sections that replace them

  connectedCallback() {
    this.#listening = new AbortController();
    const sections = [...this.querySelectorAll(":scope > section")];
    this.#groups = new Map(sections.map((section) => [section, [...section.querySelectorAll("plumb-exercise")]]));
    window.addEventListener("storage", () => this.#arrange(), { signal: this.#listening.signal });
    this.#unsubscribe = subscribeGrades(() => this.#say());
    this.#arrange();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#unsubscribe();
    for (const [section, exercises] of this.#groups) {
      section.append(...exercises);
      section.hidden = false;
    }
    for (const part of this.#parts.splice(0)) part.remove();
    this.#said.textContent = "";
  }

  get #said() {
    return this.querySelector(".practice-said");
  }

  #arrange() {
    const before = this.#parts;
    this.#parts = Object.entries(this.#sort()).flatMap(([part, exercises]) => (exercises.length ? [makePart(PARTS[part], exercises)] : []));
    this.append(...this.#parts);
    for (const part of before) part.remove();
    for (const section of this.#groups.keys()) section.hidden = true;
    this.#say();
  }

  /** Return the exercises of each part: the longest due first, then those never graded, in reading order. */
  #sort() {
    const [today, opened] = [getToday(), getOpened()];
    const parts = { due: [], later: [], unmet: [] };
    for (const exercise of [...this.#groups.values()].flat()) {
      const { key, claim } = exercise.dataset;
      const record = getGrade(key);
      const day = record ? findDue(record, today, claim) : NEVER;
      const isMet = record || opened.has(key.split("#")[0]);
      const part = !isMet ? "unmet" : record && day > today ? "later" : "due";
      parts[part].push({ exercise, day: record && hasChanged(record, claim) ? "" : day });
    }
    for (const part of Object.values(parts)) part.sort((one, other) => one.day.localeCompare(other.day));
    return parts;
  }

  #say() {
    const parts = this.#sort();
    const counts = Object.entries(PARTS).map(([part, words]) => `${parts[part].length} ${words.toLowerCase()}`);
    const next = parts.due.length || !parts.later.length ? "" : ` The next is due on ${parts.later[0].day}.`;
    this.#said.textContent = `${counts.join(", ")}.${next}`;
  }
}

function makePart(title, exercises) {
  const section = document.createElement("section");
  section.className = "panel";
  const heading = document.createElement("h2");
  heading.textContent = title;
  section.append(heading, ...exercises.map(({ exercise }) => exercise));
  return section;
}

customElements.define("plumb-practice", Practice);
