// Marks the concept of this page as the one that was open last; the home page leads back to it.
import { setVisited } from "../visited.js";

class Visit extends HTMLElement {
  connectedCallback() {
    setVisited(this.dataset.id);
  }
}

customElements.define("plumb-visit", Visit);
