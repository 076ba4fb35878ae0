// Leads back to the concept page that was open last, to the part where it was left, and to what rests on it and is not known yet. Only what the list of this page holds
// is shown, as copies of its links.
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

  /** What comes next and is not known, where it has a page. */
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

/** A copy of the entry's link; nothing where the concept has no page. */
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
