// The search. While the reader types, links to the objects with all the words replace the list of all objects. `?q=` holds the query.
import { openIndex, rankObjects } from "../search-rank.js";
import { keep, recall } from "../storage.js";

const FOLDER = new URL("../../search/", import.meta.url);
const PAUSE_MS = 120; // after the last key, so that screen readers announce one count, not one per letter
const AT_ONCE = 30; // results shown before the reader asks for more

class Search extends HTMLElement {
  #listening;
  #index;
  #timer;
  #isSettled = false; // the next query gets its own entry in the browser's history
  #found = [];

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const field = this.#part("#query");
    const key = this.#part("[name=key]");
    this.#part("form").hidden = false;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    field.addEventListener("input", () => this.#wait(), { signal });
    field.addEventListener("keydown", (event) => this.#clear(event), { signal });
    key.checked = recall("key") !== "off";
    key.addEventListener("change", () => keep("key", key.checked ? "" : "off"), { signal });
    this.#part(".button").addEventListener("click", () => this.#showMore(), { signal });
    window.addEventListener("popstate", () => this.#readAddress(), { signal });
    if (location.hash === "#query") field.focus();
    this.#readAddress();
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
    this.#show("", []);
    this.#part("form").hidden = true;
  }

  #part(selector) {
    return this.querySelector(selector);
  }

  get #query() {
    return this.#part("#query").value.trim();
  }

  #readAddress() {
    this.#part("#query").value = new URLSearchParams(location.search).get("q") ?? "";
    this.#look();
  }

  #writeAddress() {
    const address = new URL(location.href);
    address.hash = "";
    if (this.#query) address.searchParams.set("q", this.#query);
    else address.searchParams.delete("q");
    if (address.href === location.href) return;
    if (this.#isSettled) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    this.#isSettled = false;
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#writeAddress();
      this.#look();
    }, PAUSE_MS);
  }

  #submit(event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    this.#writeAddress();
    this.#isSettled = true;
    this.#look();
  }

  #clear(event) {
    if (event.key !== "Escape" || !event.target.value) return;
    event.preventDefault();
    event.target.value = "";
    this.#wait();
  }

  /** Show the results of the query, unless the query changed during the search. */
  async #look() {
    const query = this.#query;
    if (!query) return this.#show("", []);
    try {
      this.#index ??= await openIndex(readFile);
      const found = await rankObjects(query, this.#index);
      const first = await this.#describe(found.slice(0, AT_ONCE));
      if (query === this.#query && this.isConnected) this.#show(query, found, first);
    } catch {
      this.#index = undefined;
      if (query !== this.#query || !this.isConnected) return;
      this.#show("", []);
      this.#part(".search-count").textContent = "The index cannot be read; the lists below hold everything.";
    }
  }

  #describe(numbers) {
    return Promise.all(numbers.map((number) => this.#index.objectAt(number)));
  }

  #show(query, found, first = []) {
    this.#found = found;
    this.#part(".everything").hidden = Boolean(query);
    this.#part(".results").hidden = !found.length;
    this.#part(".results").replaceChildren(...first.map(makeResult));
    this.#part(".search-count").textContent = query ? sayCount(found.length) : "";
    this.#part(".search-more").hidden = found.length <= first.length;
  }

  async #showMore() {
    const list = this.#part(".results");
    const shown = list.children.length;
    const more = (await this.#describe(this.#found.slice(shown, shown + AT_ONCE))).map(makeResult);
    if (list.children.length !== shown) return;
    list.append(...more);
    this.#part(".search-more").hidden = list.children.length >= this.#found.length;
    more[0]?.querySelector("a").focus();
  }
}

async function readFile(name) {
  const answer = await fetch(new URL(`${name}.json`, FOLDER));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

function sayCount(number) {
  if (!number) return "Nothing holds all of these words. The last may be unfinished; fewer or shorter ones find more.";
  return number === 1 ? "1 result" : `${number} results`;
}

/** Return a result as a list item: a link, the kind of the object and its page. Everything from the index is text. */
function makeResult({ kind, title, page, href, text }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `../${href}`;
  link.textContent = title;
  item.append(link, makeLine("result-place", [kind, page].filter(Boolean).join(" · ")));
  if (text) item.append(makeLine("result-text", text));
  return item;
}

function makeLine(name, text) {
  const line = document.createElement("p");
  line.className = name;
  line.textContent = text;
  return line;
}

customElements.define("plumb-search", Search);
