// What the reader knows: a button that marks the element's concept as known, if it names one, and a mark on every link to a known concept.
import { UNKEPT } from "../storage.js";
import { getKnown, setKnown, subscribeKnown } from "./known.js";

const PLACES = ".neighbour[data-id], .entry[data-id]";

class Know extends HTMLElement {
  #unsubscribe;
  #button = null;

  connectedCallback() {
    if (this.dataset.id) this.#offer();
    this.#unsubscribe = subscribeKnown(() => this.#show());
    this.#show();
  }

  disconnectedCallback() {
    this.#unsubscribe();
    this.replaceChildren();
    this.#button = null;
    for (const place of document.querySelectorAll(PLACES)) place.removeAttribute("data-known");
  }

  #offer() {
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.className = "button toggle";
    this.#button.textContent = "I know this";
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    this.#button.addEventListener("click", () => {
      const isKept = setKnown(this.dataset.id, !getKnown().has(this.dataset.id));
      said.textContent = isKept ? "" : UNKEPT;
    });
    this.append(this.#button, said);
  }

  #show() {
    const known = getKnown();
    this.#button?.setAttribute("aria-pressed", known.has(this.dataset.id));
    for (const place of document.querySelectorAll(PLACES)) place.toggleAttribute("data-known", known.has(place.dataset.id));
  }
}

customElements.define("plumb-know", Know);
