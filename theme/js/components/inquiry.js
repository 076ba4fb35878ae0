// The rings in the figure of an inquiry. A tap on a ring chooses its option. The figure shows the chosen option and the answer.
class Inquiry extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.setAttribute("data-live", "");
    this.addEventListener("click", (event) => this.#choose(event.target.closest(".cue")), { signal });
    for (const name of ["change", "plumb-commit"]) this.addEventListener(name, () => this.#mark(), { signal });
    this.#mark();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.removeAttribute("data-live");
    for (const cue of this.querySelectorAll(".cue")) cue.removeAttribute("data-chosen");
  }

  get #question() {
    return this.querySelector("plumb-commit");
  }

  #choose(cue) {
    if (!cue) return;
    this.#question.choose?.(cue.dataset.cue);
    this.#mark();
  }

  #mark() {
    const chosen = this.querySelector("input:checked")?.value ?? this.#question.dataset.committed;
    for (const cue of this.querySelectorAll(".cue")) cue.toggleAttribute("data-chosen", cue.dataset.cue === chosen);
  }
}

customElements.define("plumb-inquiry", Inquiry);
