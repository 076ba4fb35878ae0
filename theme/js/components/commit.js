// A question whose responses stay closed until the reader has answered. The options become choices. After an answer, the chosen option is
// marked, and its response and the response of the right option open. The question keeps this state until the reader asks it again.
//
// Stored under `answers:<path of the site>` as JSON: {"scaling/ntk#prediction": "level"}. An empty answer means that the reader looked at
// the responses without answering.
import { SITE, keepRecord, recallRecord } from "../storage.js";

const NAME = `answers:${SITE}`;
const OUTCOMES = {
  prediction: ["You expected what was measured.", "You expected something else than was measured."],
  inquiry: ["That is one of the places asked for.", "It is another place."],
};
const ID = /^[a-z0-9][a-z0-9-]{0,99}$/u;

class Commit extends HTMLElement {
  #form = null;
  #said = null;

  connectedCallback() {
    const kept = recallRecord(NAME)[this.#key];
    const isKept = kept === "" || (typeof kept === "string" && ID.test(kept) && this.#options.some((option) => option.dataset.id === kept));
    if (isKept) this.#tell(kept);
    else this.#ask();
  }

  disconnectedCallback() {
    this.#clear();
    this.removeAttribute("data-asking");
    this.removeAttribute("data-committed");
  }

  /** Choose the option, as a tap on its place in the figure does. Do nothing if the question has been answered. */
  choose(id) {
    const choice = this.#form?.elements.choice;
    if (choice) choice.value = id;
  }

  get #key() {
    return `${document.querySelector("plumb-visit")?.dataset.id ?? location.pathname}#${this.dataset.name}`;
  }

  get #options() {
    return [...this.querySelectorAll(":scope > details")];
  }

  #ask() {
    this.#clear();
    const choices = make("fieldset", "commit-choices");
    choices.setAttribute("aria-label", "What do you expect?");
    choices.append(...this.#options.map((option) => makeChoice(option)));
    const look = make("button", "button button-plain", "Look without an answer");
    look.type = "button";
    look.addEventListener("click", () => this.#commit(""));
    const said = make("span", "");
    said.setAttribute("role", "status");
    this.#form = make("form", "commit-form", choices, make("p", "commit-ends", make("button", "button", "Commit"), look, said));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { value } = this.#form.elements.choice;
      if (value) this.#commit(value);
      else said.textContent = "Choose an answer first.";
    });
    this.prepend(this.#form);
    this.removeAttribute("data-committed");
    this.setAttribute("data-asking", "");
  }

  #commit(id) {
    keepRecord(NAME, { ...recallRecord(NAME), [this.#key]: id });
    this.#tell(id);
    for (const option of this.#options) option.open = option.dataset.id === id || option.hasAttribute("data-right");
    this.#said.focus();
  }

  #tell(id) {
    this.#clear();
    const chosen = this.#options.find((option) => option.dataset.id === id);
    chosen?.setAttribute("data-chosen", "");
    const again = make("button", "button button-plain", "Ask me again");
    again.type = "button";
    again.addEventListener("click", () => this.#askAgain());
    this.#said = make("p", "commit-said", sayOutcome(this.dataset.name, chosen), " ", again);
    this.#said.tabIndex = -1;
    this.prepend(this.#said);
    this.removeAttribute("data-asking");
    this.setAttribute("data-committed", id);
    this.dispatchEvent(new CustomEvent("plumb-commit", { bubbles: true }));
  }

  #askAgain() {
    const { [this.#key]: _, ...rest } = recallRecord(NAME);
    keepRecord(NAME, rest);
    for (const option of this.#options) option.open = false;
    this.#ask();
    this.#form.querySelector("input").focus();
  }

  #clear() {
    this.#form?.remove();
    this.#said?.remove();
    this.#form = this.#said = null;
    for (const option of this.#options) option.removeAttribute("data-chosen");
  }
}

function makeChoice(option) {
  const radio = make("input", "");
  Object.assign(radio, { type: "radio", name: "choice", value: option.dataset.id });
  const words = make("span", "");
  words.append(...[...option.querySelector("summary").childNodes].map((node) => node.cloneNode(true)));
  return make("label", "commit-choice", radio, words);
}

function sayOutcome(name, chosen) {
  if (!chosen) return "You looked without an answer.";
  const [right, wrong] = OUTCOMES[name];
  return chosen.hasAttribute("data-right") ? right : wrong;
}

function make(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

customElements.define("plumb-commit", Commit);
