// Follow the link inside to the page's new address, with the fragment and the query of the old address. A refresh would drop both.
class Moved extends HTMLElement {
  connectedCallback() {
    const { search, hash } = location;
    location.replace(`${this.querySelector("a").href}${search}${hash}`);
  }
}

customElements.define("plumb-moved", Moved);
