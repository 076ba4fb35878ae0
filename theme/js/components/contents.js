// Mark in the contents list the section that is being read: the last section that begins above a line across the window, or at the end of
// the page the last section. Scrolling causes no measurements.
const LINE = "1000000px 0px -70% 0px"; // three tenths down; everything above it counts

const MOST = 0.9; // of the footer in view is the end: fractions of a pixel may be below

class Contents extends HTMLElement {
  #observers = [];

  connectedCallback() {
    const links = new Map();
    for (const link of this.querySelectorAll(".contents-list > li > a")) {
      const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (part) links.set(part, link);
    }
    const parts = [...links.keys()];
    const above = new Set();
    const end = document.querySelector(".foot");
    const read = (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) above.add(target);
        else above.delete(target);
      }
      this.#mark(links.get(above.has(end) ? parts.at(-1) : parts.findLast((part) => above.has(part))));
    };
    this.#observe(parts, read, { rootMargin: LINE });
    if (end) this.#observe([end], read, { threshold: MOST });
  }

  disconnectedCallback() {
    for (const observer of this.#observers) observer.disconnect();
    this.#observers = [];
    this.#mark(undefined);
  }

  #observe(parts, read, options) {
    const observer = new IntersectionObserver(read, options);
    for (const part of parts) observer.observe(part);
    this.#observers.push(observer);
  }

  #mark(link) {
    for (const other of this.querySelectorAll("[aria-current]")) {
      if (other !== link) other.removeAttribute("aria-current");
    }
    link?.setAttribute("aria-current", "true");
  }
}

customElements.define("plumb-contents", Contents);
