// The research room: a drawer in which the reader selects an object of the page. It shows the object's data from room.json as text, a prompt
// to copy, and the reader's own note. Buttons at the headings of sections and in the panel open the drawer.
import { getNote, setNote, writeNotes } from "../notes.js";
import "./copy.js";

const UNKEPT = "This browser could not keep it. It holds until you leave the page: export it.";

class Room extends HTMLElement {
  #listening;
  #openers = [];
  #objects; // key -> the object's data in room.json

  connectedCallback() {
    this.#listening = new AbortController();
    const panel = this.querySelector(".panel");
    if (panel) this.#addOpener(panel.querySelector(".item"), "room-open", "Open the drawer", panel.querySelector("[data-key]").dataset.key);
    for (const head of document.querySelectorAll(".section-title")) {
      const opener = this.#addOpener(head.nextElementSibling, "room-ask", "Ask", `section:${head.id}`);
      opener.setAttribute("aria-label", `Ask about this section: ${head.lastChild.textContent}`);
    }
    this.#listen(this.#drawer, "click", (event) => this.#click(event));
    this.#listen(this.#select, "change", () => this.#show());
    this.#listen(this.#form, "input", () => this.#write());
    this.#listen(this.#form, "submit", (event) => event.preventDefault());
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#drawer.close();
    this.#drawer.removeAttribute("data-ready");
    this.#form.reset();
    for (const part of [...this.#openers, ...this.#select.options]) part.remove();
    for (const name of ["told", "parts", "kept"]) this.#part(name).replaceChildren();
    this.#openers = [];
    this.#objects = undefined;
  }

  get #drawer() {
    return this.querySelector("dialog");
  }

  get #select() {
    return this.querySelector("select");
  }

  get #form() {
    return this.querySelector("form");
  }

  /** Return the name under which the note on the object is stored. */
  get #object() {
    return `${this.dataset.concept}#${this.#select.value}`;
  }

  #part(name) {
    return this.querySelector(`.room-${name}`);
  }

  #listen(element, name, listener) {
    element.addEventListener(name, listener, { signal: this.#listening.signal });
  }

  #addOpener(before, className, words, key) {
    const opener = make("button", words);
    opener.type = "button";
    opener.className = className;
    this.#listen(opener, "click", () => this.#open(key, opener));
    this.#openers.push(opener);
    before.before(opener);
    return opener;
  }

  async #open(key, opener) {
    opener.focus({ preventScroll: true }); // not every browser focuses a clicked button; closing the drawer returns the focus here
    if (!this.#drawer.open) this.#drawer.showModal();
    if (!this.#objects) await this.#load();
    if (!this.#objects?.size) return;
    this.#select.value = this.#objects.has(key) ? key : this.#select.options[0].value;
    this.#show();
    this.#select.focus();
  }

  async #load() {
    say(this.#part("told"), "");
    try {
      const answer = await fetch("room.json");
      const { objects } = await answer.json();
      if (this.#objects || !this.isConnected) return;
      this.#objects = new Map(objects.map((object) => [object.key, object]));
      for (const { kind, name, key } of objects) this.#select.querySelector(`[data-kind=${kind}]`).append(new Option(name, key));
      this.#drawer.setAttribute("data-ready", "");
    } catch {
      say(this.#part("told"), "The records of this page could not be read.");
    }
  }

  #show() {
    const { note, next } = getNote(this.#object);
    this.#form.elements.note.value = note;
    this.#form.elements.next.value = next;
    say(this.#part("kept"), "");
    this.#part("parts").replaceChildren(...describe(this.#objects.get(this.#select.value)));
  }

  #write() {
    const { note, next } = this.#form.elements;
    say(this.#part("kept"), setNote(this.#object, { note: note.value, next: next.value }) ? "Kept in this browser." : UNKEPT);
  }

  /** Close the drawer at a click beside it or on a link, which leads to the page. */
  #click({ target }) {
    if (target.name === "export") download("notes.md", writeNotes());
    else if (target.name === "close" || target === this.#drawer || target.closest("a")) this.#drawer.close();
  }
}

/** Show the page's data on an object, without empty parts. */
function* describe({ kind, anchor, name, questions, evidence, referrers, controls, prompt }) {
  yield make("p", `${kind}: `, makeLink({ anchor, text: name }));
  for (const { question, evidence, resolves } of questions) {
    yield make("h3", question);
    yield* listParts("Evidence to inspect", evidence.map(makeLink));
    yield* listParts("What would resolve it", resolves);
  }
  yield* listParts("Rests on", evidence.map(makeLink));
  yield* listParts("Named in", referrers.map(makeLink));
  const box = make("pre", make("code", prompt + describeState(controls)));
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Prompt");
  const copy = make("plumb-copy", box);
  copy.dataset.what = "prompt";
  yield make("h4", "Prompt");
  yield copy;
}

function* listParts(title, parts) {
  if (parts.length) yield* [make("h4", title), make("ul", ...parts.map((part) => make("li", part)))];
}

/** Return the state of the demo: each control's value in the page's address, or its first value if that is unknown. */
function describeState(controls) {
  const query = new URLSearchParams(location.search);
  const state = controls.map(({ name, values, default: first }) => {
    const asked = query.get(name);
    const found = values.find((value) => value === asked || (asked && Number(value) === Number(asked)));
    return `${name} = ${found ?? first}`;
  });
  return state.length ? `Demo state: ${state.join(", ")}\n` : "";
}

function download(name, text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function makeLink({ anchor, text }) {
  const link = make("a", text);
  link.href = `#${anchor}`;
  return link;
}

function say(status, words) {
  if (status.textContent !== words) status.textContent = words;
}

function make(name, ...content) {
  const element = document.createElement(name);
  element.append(...content);
  return element;
}

customElements.define("plumb-room", Room);
