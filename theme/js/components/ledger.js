// The table of all claims. `?level=backed&state=stale&kind=theorem&domain=scaling` filters its rows, and so do the controls. Pages without
// matching rows are hidden. A claim may have several states.
const NAMES = ["level", "state", "kind", "domain"];

class Ledger extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const form = this.#form;
    form.hidden = false;
    this.#said.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    form.addEventListener("change", () => this.#choose(), { signal });
    window.addEventListener("popstate", () => this.#readAddress(), { signal });
    this.#readAddress();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#form.reset();
    this.#form.hidden = true;
    this.#said.hidden = true;
    this.#said.textContent = "";
    for (const part of this.querySelectorAll("tr, tbody")) part.hidden = false;
  }

  get #form() {
    return this.querySelector("form");
  }

  get #said() {
    return this.querySelector(".ledger-count");
  }

  /** Set the controls from the address. An unknown value selects all rows. */
  #readAddress() {
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const { options } = this.#form.elements[name];
      const wanted = [...options].find((option) => option.value === query.get(name)) ?? options[0];
      wanted.selected = true;
    }
    this.#show();
  }

  #choose() {
    const address = new URL(location.href);
    for (const name of NAMES) {
      const { value } = this.#form.elements[name];
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
    this.#show();
  }

  #show() {
    const chosen = NAMES.map((name) => [name, this.#form.elements[name].value]).filter(([, value]) => value);
    const rows = [...this.querySelectorAll(".ledger-claim")];
    for (const row of rows) row.hidden = !chosen.every(([name, value]) => row.dataset[name].split(" ").includes(value));
    for (const page of this.querySelectorAll("tbody")) page.hidden = !page.querySelector(".ledger-claim:not([hidden])");
    const left = rows.filter((row) => !row.hidden).length;
    this.#said.textContent = `${left} of ${rows.length} ${rows.length === 1 ? "claim" : "claims"}`;
  }
}

customElements.define("plumb-ledger", Ledger);
