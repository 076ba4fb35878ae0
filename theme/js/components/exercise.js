// An exercise. After opening the answer, readers grade themselves, and see when the exercise is due again.
import { getGrade, setGrade, subscribeGrades } from "../grades.js";
import { GRADES, findDue, getToday, hasChanged } from "../schedule.js";
import { UNKEPT } from "../storage.js";

class Exercise extends HTMLElement {
  #listening;
  #unsubscribe;
  #added;
  #note = "";

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#added = document.createElement("div");
    this.#added.className = "exercise-graded";
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "How it went");
    group.append(...Object.entries(GRADES).map(([grade, words]) => this.#makeButton(grade, words)));
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    this.#added.append(group, said);
    this.querySelector(".answer").after(this.#added);
    this.addEventListener("toggle", () => this.#open(), { capture: true, signal }); // `toggle` does not bubble
    this.#unsubscribe = subscribeGrades(() => this.#show());
    this.#open();
    this.#show();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#unsubscribe();
    this.#added.remove();
    this.#when.textContent = "";
    this.removeAttribute("data-due");
    for (const part of this.querySelectorAll("[data-opened]")) part.removeAttribute("data-opened");
  }

  get #when() {
    return this.querySelector(".exercise-when");
  }

  #makeButton(grade, words) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button toggle";
    button.value = grade;
    button.textContent = words;
    button.addEventListener("click", () => {
      this.#note = setGrade(this.dataset.key, grade, this.dataset.claim) ? "" : UNKEPT;
      this.#show();
    });
    return button;
  }

  /** Store what has been opened in attributes; the style sheet then shows the next part. */
  #open() {
    for (const part of this.querySelectorAll("details[open]")) part.setAttribute("data-opened", "");
    this.#added.hidden = !this.querySelector(".answer[data-opened]");
  }

  #show() {
    const record = getGrade(this.dataset.key);
    const [when, said] = record ? describe(record, this.dataset.claim) : ["", ""];
    const isToday = record?.day === getToday() && !hasChanged(record, this.dataset.claim);
    this.#when.textContent = when;
    this.toggleAttribute("data-due", /^Due/u.test(when));
    this.#added.querySelector("p").textContent = `${said} ${this.#note}`.trim();
    for (const button of this.#added.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", isToday && button.value === record.grade);
    }
  }
}

/** Return when the exercise is due again, and its last grade. */
function describe(record, claim) {
  const today = getToday();
  const due = findDue(record, today, claim);
  const graded = `${GRADES[record.grade]} on ${record.day}.`;
  if (hasChanged(record, claim)) return ["Due: its claim has changed", `${graded} The claim has changed since, so it is asked again.`];
  if (due > today) return [`Again on ${due}`, `${graded} It comes again on ${due}.`];
  return [due === today ? "Due today" : `Due since ${due}`, `${graded} It is due.`];
}

customElements.define("plumb-exercise", Exercise);
