// Link to the concept page that was last open, at the section where the reader left it, and to the concepts that depend on it and are not
// known yet. Only concepts in the list of this page are shown, as copies of its links.
import { getPart, getVisited } from "../visited.js";
import { getKnown, subscribeKnown } from "./known.js";

const MOST_NEXT = 3;

class Continue extends HTMLElement {
  #entries = new Map(); // id -> its entry in the list
  #unsubscribe;

  connectedCallback() {
    this.#entries = new Map([...document.querySelectorAll(".entry[data-id]")].map((entry) => [entry.dataset.id, entry]));
    this.#unsubscribe = subscribeKnown(() => this.#show());
    this.#show();
  }

  disconnectedCallback() {
    this.#unsubscribe();
    this.replaceChildren();
    this.hidden = true;
  }

  #show() {
    const last = this.#entries.get(getVisited());
    const link = last && copyLink(last);
    this.replaceChildren(...(link ? [...describeLast(link), ...this.#describeNext(last)] : []));
    this.hidden = !link;
  }

  /** Return the next concepts that have a page and are not known. */
  #describeNext(last) {
    const known = getKnown();
    const next = last.dataset.next.split(" ").filter((id) => this.#entries.has(id) && !known.has(id));
    const links = next.map((id) => copyLink(this.#entries.get(id))).filter(Boolean).slice(0, MOST_NEXT);
    if (!links.length) return [];
    const list = make("ul", "continue-next");
    list.append(...links.map((link) => make("li", "", link)));
    return [make("p", "continue-words", "Next"), list];
  }
}

function describeLast(link) {
  const part = getPart();
  if (part) link.setAttribute("href", `${link.getAttribute("href")}#${part}`);
  const where = part ? [" ", make("span", "continue-part", `at ${part.replaceAll("-", " ")}`)] : [];
  return [make("h2", "", "Continue"), make("p", "continue-last", link, ...where)];
}

/** Return a copy of the entry's link, or nothing if the concept has no page. */
function copyLink(entry) {
  return entry.querySelector(".entry-title a")?.cloneNode(true);
}

function make(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

customElements.define("plumb-continue", Continue);
