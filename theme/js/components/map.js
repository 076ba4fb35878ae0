// The map. Hover and focus highlight the paths to and from a concept. Known concepts are marked. If the map has controls,
// `?focus=scaling/ntk&direction=up&depth=2` selects a part and dims the rest. `direction=known` shows the paths from known concepts.
// Depth counts the edges of the drawing.
import { UNKEPT } from "../storage.js";
import { getKnown, setKnown, subscribeKnown } from "./known.js";

const SVG = "http://www.w3.org/2000/svg";
const KNOW = "I know this";
const WAY = "Way to here";
const RELATIONS = { both: "rests on or leads to", up: "rests on", down: "leads to" };

class LearningMap extends HTMLElement {
  #listening;
  #unsubscribe;
  #boxes = new Map(); // id -> its box in the drawing
  #entries = new Map(); // id -> its entry in the list
  #names = new Map(); // id -> the name of its box without the mark of known concepts
  #before = new Map(); // id -> ids of its prerequisites
  #after = new Map(); // id -> ids of its dependants
  #edges = [];
  #added = [];
  #note = "";

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#read();
    this.addEventListener("pointerover", (event) => this.#light(event.target, document.activeElement), { signal });
    this.addEventListener("pointerleave", () => this.#light(document.activeElement), { signal });
    this.addEventListener("focusin", (event) => this.#light(event.target), { signal });
    this.addEventListener("focusout", () => this.#light(), { signal });
    this.#unsubscribe = subscribeKnown(() => this.#update());
    this.querySelector("details")?.addEventListener("toggle", () => this.#bringIntoView(), { signal });
    if (this.#form) this.#open(signal);
    this.#update();
    this.#bringIntoView();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#unsubscribe();
    for (const element of this.#added.splice(0)) element.remove();
    for (const [id, box] of this.#boxes) box.setAttribute("aria-label", this.#names.get(id));
    for (const name of ["data-out", "data-lit", "data-known"]) this.#all(`[${name}]`).forEach((element) => element.removeAttribute(name));
    this.removeAttribute("data-lighting");
    if (!this.#form) return;
    this.#all("[data-focus]").forEach((element) => element.removeAttribute("data-focus"));
    for (const part of [this.#form, this.#said, this.#sign]) part.hidden = true;
    for (const control of this.#form.elements) control.disabled = false;
    this.#form.reset();
    this.#said.replaceChildren();
  }

  #all(selector) {
    return this.querySelectorAll(selector);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #said() {
    return this.querySelector(".map-said");
  }

  get #sign() {
    return this.querySelector(".map-sign-known");
  }

  #read() {
    this.#boxes = new Map([...this.#all(".map-box[data-id]")].map((box) => [box.dataset.id, box]));
    this.#entries = new Map([...this.#all(".map-entry")].map((entry) => [entry.dataset.id, entry]));
    this.#names = new Map([...this.#boxes].map(([id, box]) => [id, box.getAttribute("aria-label")]));
    this.#edges = [...this.#all(".map-edge")];
    for (const id of this.#boxes.keys()) {
      this.#before.set(id, []);
      this.#after.set(id, []);
    }
    for (const { dataset } of this.#edges) {
      this.#before.get(dataset.after).push(dataset.before);
      this.#after.get(dataset.before).push(dataset.after);
    }
  }

  #open(signal) {
    const form = this.#form;
    form.hidden = false;
    this.#readAddress();
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    form.addEventListener("change", () => this.#choose(), { signal });
    form.elements.all.addEventListener("click", () => this.#choose({ focus: "", direction: "both", depth: "" }), { signal });
    window.addEventListener("popstate", () => this.#readAddress() || this.#update(), { signal });
    for (const [id, entry] of this.#entries) {
      const acts = this.#add(document.createElement("p"), entry);
      acts.className = "map-acts";
      const title = entry.querySelector(".map-title").textContent;
      const know = makeButton(KNOW, title, acts);
      know.addEventListener("click", () => this.#toggle(id), { signal });
      if (!this.#boxes.has(id)) continue;
      const way = makeButton(WAY, title, acts);
      way.addEventListener("click", () => this.#choose({ focus: id, direction: "known", depth: "" }), { signal });
    }
  }

  #readAddress() {
    const query = new URLSearchParams(location.search);
    for (const name of ["focus", "direction", "depth"]) {
      const select = this.#form.elements[name];
      const wanted = [...select.options].find((option) => option.value === query.get(name)) ?? select.options[0];
      wanted.selected = true;
    }
    if (!this.#boxes.has(this.#form.elements.focus.value)) this.#form.elements.focus.value = "";
  }

  #choose(values = {}) {
    for (const [name, value] of Object.entries(values)) this.#form.elements[name].value = value;
    const { focus, direction, depth } = this.#choice;
    const address = new URL(location.href);
    for (const [name, value] of [["focus", focus], ["direction", focus && direction], ["depth", focus && depth]]) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    address.search = address.search.replaceAll("%2F", "/");
    history.replaceState(null, "", address);
    this.#update();
    this.#bringIntoView();
  }

  #toggle(id) {
    this.#note = setKnown(id, !getKnown().has(id)) ? "" : UNKEPT;
    this.#update();
  }

  get #choice() {
    const { focus, direction, depth } = this.#form?.elements ?? {};
    const isWay = direction?.value === "known";
    return { focus: focus?.value ?? "", direction: direction?.value ?? "both", depth: isWay ? "" : (depth?.value ?? "") };
  }

  #update() {
    const known = getKnown();
    for (const [id, box] of this.#boxes) this.#markKnown(id, box, known.has(id));
    for (const [id, entry] of this.#entries) {
      entry.toggleAttribute("data-known", known.has(id));
      entry.querySelector(".map-acts button")?.setAttribute("aria-pressed", known.has(id));
    }
    if (!this.#form) return;
    this.#sign.hidden = ![...known].some((id) => this.#entries.has(id));
    this.#showChoice(known);
  }

  #markKnown(id, box, isKnown) {
    box.toggleAttribute("data-known", isKnown);
    box.setAttribute("aria-label", this.#names.get(id) + (isKnown ? ", known to you" : ""));
    const check = box.querySelector(".map-check");
    if (check && !isKnown) check.remove();
    if (check || !isKnown) return;
    const { x, y, width } = box.querySelector("rect");
    const path = this.#add(document.createElementNS(SVG, "path"), box);
    path.setAttribute("class", "map-check");
    path.setAttribute("d", `M${x.baseVal.value + width.baseVal.value - 12} ${y.baseVal.value + 1}l4 4l8-8`);
  }

  #showChoice(known) {
    const { focus, direction, depth } = this.#choice;
    this.#form.elements.depth.disabled = !focus || direction === "known";
    this.#form.elements.direction.disabled = !focus;
    this.#form.elements.all.disabled = !focus;
    const chosen = focus ? this.#follow(focus, direction, Number(depth) || Infinity, known) : new Set(this.#boxes.keys());
    for (const [id, element] of [...this.#boxes, ...this.#entries]) {
      element.toggleAttribute("data-out", Boolean(focus) && !chosen.has(id));
      element.toggleAttribute("data-focus", id === focus);
    }
    const isWay = focus && direction === "known";
    for (const edge of this.#edges) {
      const { before, after } = edge.dataset;
      edge.toggleAttribute("data-out", !chosen.has(before) || !chosen.has(after) || (isWay && known.has(after)));
    }
    this.#say(focus, [...chosen].filter((id) => !isWay || !known.has(id)));
  }

  /** Return the concepts of the selected part, in reading order. */
  #follow(focus, direction, depth, known) {
    const found = new Set();
    const isKnown = (id) => direction === "known" && known.has(id);
    if (direction !== "down") walk(focus, this.#before, depth, isKnown, found);
    if (direction === "down" || direction === "both") walk(focus, this.#after, depth, isKnown, found);
    return new Set([...this.#boxes.keys()].filter((id) => found.has(id)));
  }

  #say(focus, ids) {
    const said = this.#said;
    said.replaceChildren();
    if (focus) said.append(...this.#describe(focus, ids));
    if (this.#note) said.append(focus ? " " : "", this.#note);
    said.hidden = !said.hasChildNodes();
  }

  #describe(focus, ids) {
    const { direction, depth } = this.#choice;
    if (direction in RELATIONS) {
      const within = depth ? ` within ${count(depth, "step")}` : "";
      return [this.#link(focus), ` ${RELATIONS[direction]} ${count(ids.length - 1, "concept")}${within}.`];
    }
    if (!ids.length) return [this.#link(focus), " is known to you."];
    const way = ids.flatMap((id) => [" → ", this.#link(id)]).slice(1);
    return [`From what you know, ${count(ids.length, "concept")} to go: `, ...way, "."];
  }

  /** Return the concept's title from its entry, as a link if the concept has a page. */
  #link(id) {
    const title = this.#entries.get(id).querySelector(".map-title");
    const copy = title.cloneNode(true);
    const link = document.createElement("span");
    link.append(...copy.childNodes);
    return link;
  }

  /** Highlight everything before and after the first concept among the targets. */
  #light(...targets) {
    const inside = targets.filter((target) => this.contains(target));
    const id = inside.map((target) => target.closest("[data-id]")?.dataset.id).find((id) => this.#boxes.has(id));
    this.toggleAttribute("data-lighting", id !== undefined);
    const lit = new Set();
    if (id) for (const ways of [this.#before, this.#after]) walk(id, ways, Infinity, () => false, lit);
    for (const [other, element] of [...this.#boxes, ...this.#entries]) element.toggleAttribute("data-lit", lit.has(other));
    for (const edge of this.#edges) edge.toggleAttribute("data-lit", lit.has(edge.dataset.before) && lit.has(edge.dataset.after));
  }

  /** Scroll the drawing, not the page, to the focused concept. */
  #bringIntoView() {
    const box = this.querySelector(".map-box[data-focus]");
    const scroller = this.querySelector(".map-scroll");
    if (!box || !scroller) return;
    const [inner, outer] = [box.getBoundingClientRect(), scroller.getBoundingClientRect()];
    scroller.scrollBy(inner.x + inner.width / 2 - outer.x - outer.width / 2, inner.y + inner.height / 2 - outer.y - outer.height / 2);
  }

  #add(element, parent) {
    parent.append(element);
    this.#added.push(element);
    return element;
  }
}

/** Add to `found` the concepts that are at most `depth` edges from `start`. Paths end where `isEnd` is true. */
function walk(start, ways, depth, isEnd, found) {
  let frontier = [start];
  const seen = new Set(frontier);
  found.add(start);
  for (let step = 0; step < depth && frontier.length; step += 1) {
    const next = new Set(frontier.filter((id) => !isEnd(id)).flatMap((id) => ways.get(id)));
    frontier = [...next].filter((id) => !seen.has(id));
    for (const id of frontier) {
      seen.add(id);
      found.add(id);
    }
  }
}

function makeButton(words, title, parent) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.setAttribute("aria-label", `${words}: ${title}`);
  parent.append(button, " ");
  return button;
}

function count(number, words) {
  return `${number} ${words}${Number(number) === 1 ? "" : "s"}`;
}

customElements.define("plumb-map", LearningMap);
