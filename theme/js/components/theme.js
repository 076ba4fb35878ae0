// The colour switch: light, dark, or as the system. The choice is in `data-theme` on the root element and is stored under `theme`, which the
// script in the head reads before the first paint. Any other value means as the system.
import { keep, recall } from "../storage.js";

const SYSTEM = "system";
const CHOICES = new Set(["light", "dark"]);

class Theme extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("change", (event) => this.#choose(event.target.value), { signal });
    window.addEventListener("storage", (event) => event.key?.endsWith(":theme") && this.#apply(recall("theme")), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.#apply(recall("theme")), { signal });
    this.#show(document.documentElement.dataset.theme);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#show(SYSTEM);
  }

  #choose(value) {
    this.#apply(value);
    keep("theme", CHOICES.has(value) ? value : "");
  }

  #apply(value) {
    const root = document.documentElement;
    if (CHOICES.has(value)) root.dataset.theme = value;
    else delete root.dataset.theme;
    document.querySelector("meta[name=color-scheme]").content = CHOICES.has(value) ? value : "light dark";
    this.#show(value);
  }

  #show(value) {
    this.querySelector(`[value=${CHOICES.has(value) ? value : SYSTEM}]`).checked = true;
  }
}

customElements.define("plumb-theme", Theme);
