// Store the concept of this page as the last open one, with the section that the contents list marks. The home page links back to it.
import { getVisited, setVisited } from "../visited.js";

class Visit extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    setVisited(this.dataset.id);
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave(), { signal });
    window.addEventListener("pagehide", () => this.#leave(), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  #leave() {
    if (getVisited() !== this.dataset.id) return; // another page was opened later
    const { hash = "" } = document.querySelector(".contents [aria-current]") ?? {};
    setVisited(this.dataset.id, hash === "#main" ? "" : hash.slice(1));
  }
}

customElements.define("plumb-visit", Visit);
