// Follows the link inside to where the page is now, at the object and with the settings that the old address named: a refresh drops both.
class Moved extends HTMLElement {
  connectedCallback() {
    const { search, hash } = location;
    location.replace(`${this.querySelector("a").href}${search}${hash}`);
  }
}

customElements.define("plumb-moved", Moved);
