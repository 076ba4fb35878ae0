// List everything that this browser stores for the site, save it as a file, read it from a file, and clear it at the second press.
//
// The file is JSON: {"format": "plumbline records 1", "kept": {"known:": "...", "theme": "dark"}}. A name that ends in a colon belongs to
// one site, whose path follows the colon in storage. The sites of the origin share all other names.
import { getToday } from "../schedule.js";
import { PREFIX, SITE, keep, recall } from "../storage.js";

const FORMAT = "plumbline records 1";
const NAME = /^[a-z]+$|^[a-z](?!.*:\/)[a-z0-9#/._:-]{0,199}:$/u;
const MOST_BYTES = 12_000_000; // more than browsers store for an origin
const MOST_NAMES = 1_000;
const CLEAR = "Clear all";
const SURE = "Press again to clear all";

class Records extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const form = this.#form;
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    form.elements.save.addEventListener("click", () => this.#save(), { signal });
    form.elements.read.addEventListener("click", () => form.elements.file.click(), { signal });
    form.elements.file.addEventListener("change", () => this.#read(), { signal });
    form.elements.clear.addEventListener("click", () => this.#clear(), { signal });
    form.elements.clear.addEventListener("blur", () => this.#ask(false), { signal });
    window.addEventListener("storage", () => this.#list(), { signal });
    this.addEventListener("focusin", () => this.#list(), { signal });
    this.#list();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#ask(false);
    this.#form.hidden = true;
    this.#said.textContent = "";
    this.querySelector(".records-kept").replaceChildren();
  }

  get #form() {
    return this.querySelector("form");
  }

  get #said() {
    return this.querySelector(".records-said");
  }

  #list() {
    const names = listOwn();
    const lines = names.map((name) => `${name.replace(/:$/u, "")}: ${recall(expand(name)).length} characters`);
    this.querySelector(".records-kept").replaceChildren(...(lines.length ? lines : ["nothing"]).map(makeItem));
  }

  #save() {
    const kept = Object.fromEntries(listOwn().map((name) => [name, recall(expand(name))]));
    const file = new Blob([`${JSON.stringify({ format: FORMAT, kept }, null, 1)}\n`], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `plumbline-records-${getToday()}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href)); // after the browser has read it
    this.#said.textContent = `Saved as ${link.download}.`;
  }

  async #read() {
    const { file } = this.#form.elements;
    const [chosen] = file.files;
    if (!chosen) return;
    const kept = chosen.size <= MOST_BYTES ? parse(await chosen.text()) : [];
    file.value = "";
    this.#said.textContent = kept.length ? replace(kept) : "This file holds no records that were saved here. Nothing has changed.";
    this.#list();
  }

  #clear() {
    if (!this.#form.elements.clear.hasAttribute("data-sure")) {
      this.#ask(true);
      this.#said.textContent = "All that is listed would be forgotten.";
      return;
    }
    const names = listOwn().map(expand);
    for (const name of names) keep(name, "");
    announce(names);
    this.#ask(false);
    this.#said.textContent = "All is forgotten.";
    this.#list();
  }

  #ask(isSure) {
    const button = this.#form.elements.clear;
    button.toggleAttribute("data-sure", isSure);
    button.textContent = isSure ? SURE : CLEAR;
  }
}

/** Return the names of the records stored for this site, as in the file. */
function listOwn() {
  const names = listKeys().filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  return names.map((name) => (name.endsWith(`:${SITE}`) ? name.slice(0, -SITE.length) : name)).filter((name) => NAME.test(name)).sort();
}

function listKeys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // denied
  }
}

/** Send this page the event that the browser sends other pages when the records of these names change. */
function announce(names) {
  for (const name of names) dispatchEvent(new StorageEvent("storage", { key: PREFIX + name }));
}

function expand(name) {
  return name.endsWith(":") ? name + SITE : name;
}

/** Return the names and texts of a file, or nothing if the file has another format. */
function parse(text) {
  try {
    const { format, kept } = JSON.parse(text);
    const pairs = Object.entries(kept);
    const isOurs = format === FORMAT && !Array.isArray(kept) && pairs.length <= MOST_NAMES;
    return isOurs && pairs.every(([name, value]) => NAME.test(name) && typeof value === "string" && value) ? pairs : [];
  } catch {
    return [];
  }
}

/** Replace the records by these texts, either all or none, and return a message for the reader. */
function replace(pairs) {
  const before = pairs.map(([name]) => [name, recall(expand(name))]);
  for (const [name, text] of pairs) keep(expand(name), text);
  const isKept = pairs.every(([name, text]) => recall(expand(name)) === text);
  if (!isKept) {
    for (const [name] of before) keep(expand(name), "");
    for (const [name, text] of before) keep(expand(name), text);
  }
  announce(pairs.map(([name]) => expand(name)));
  return isKept ? "The records of the file are kept now." : "This browser does not keep so much. Nothing has changed.";
}

function makeItem(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

customElements.define("plumb-records", Records);
