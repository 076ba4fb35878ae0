// The key `/` follows the link inside: it opens the search with the focus in its field. The search page can turn this key off.
import { recall } from "../storage.js";

const KEY = "/";
const WRITING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

class Shortcut extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    document.addEventListener("keydown", (event) => this.#press(event), { signal: this.#listening.signal });
    if (recall("key") !== "off") this.#link.setAttribute("aria-keyshortcuts", KEY);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#link.removeAttribute("aria-keyshortcuts");
  }

  get #link() {
    return this.querySelector("a");
  }

  #press(event) {
    if (event.key !== KEY || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(WRITING)) return;
    if (recall("key") === "off") return;
    event.preventDefault();
    const field = document.querySelector("plumb-search #query");
    if (field) field.select();
    else location.assign(`${this.#link.href}#query`);
  }
}

customElements.define("plumb-shortcut", Shortcut);
