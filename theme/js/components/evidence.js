// Evidence: marked words and citations lead to their note. A note in the margin is highlighted on hover and focus. Where notes are closed, a
// tap opens the note below its sentence. If the note is out of view or beside an earlier mention, a copy of it is shown.
const GAP_PX = 6; // between the words and the copy

class Evidence extends HTMLElement {
  #listening;
  #copy = null; // beside the words with the pointer or the focus
  #placed = new Map(); // mark -> the copy opened below it

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const [name, listener] of [
      ["pointerover", (event) => event.pointerType !== "touch" && this.#point(event.target)],
      ["pointerleave", () => this.#point(document.activeElement)],
      ["focusin", (event) => this.#point(event.target)],
      ["focusout", (event) => this.#point(event.relatedTarget)],
      ["click", (event) => this.#tap(event)],
      ["keydown", (event) => event.key === "Escape" && this.#dismiss()],
    ]) {
      this.addEventListener(name, listener, { signal });
    }
    window.addEventListener("resize", () => this.#announce(), { signal });
    this.#announce();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#dismiss();
    for (const copy of this.#placed.values()) copy.remove();
    this.#placed.clear();
    for (const note of this.querySelectorAll(".note[data-open]")) note.removeAttribute("data-open");
    for (const mark of this.querySelectorAll("[data-note]")) {
      mark.removeAttribute("aria-expanded");
      mark.removeAttribute("aria-details");
    }
  }

  get #marks() {
    return [...this.querySelectorAll("[data-note]")].filter((mark) => findNote(mark));
  }

  /** Return true if notes are closed, because they do not float in the margin. */
  get #isNarrow() {
    const note = this.querySelector(".note");
    return note !== null && getComputedStyle(note).float === "none";
  }

  /** Set on every mark its target and, where notes are closed, the state of its note. */
  #announce() {
    const isNarrow = this.#isNarrow;
    for (const mark of this.#marks) {
      mark.setAttribute("aria-details", mark.dataset.note);
      if (isNarrow) mark.setAttribute("aria-expanded", this.#isOpen(mark));
      else mark.removeAttribute("aria-expanded");
    }
  }

  #isOpen(mark) {
    return this.#placed.has(mark) || (isBeside(mark, findNote(mark)) && findNote(mark).hasAttribute("data-open"));
  }

  #point(target) {
    if (this.#copy?.contains(target)) return;
    this.#dismiss();
    const mark = this.contains(target) ? target.closest("[data-note]") : null;
    const note = mark && findNote(mark);
    if (!note || this.#isNarrow) return;
    note.setAttribute("data-lit", "");
    const { top, bottom } = note.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) this.#showCopy(mark, note);
  }

  #showCopy(mark, note) {
    this.#copy = this.appendChild(copyNote(note));
    this.#copy.classList.add("note-copy");
    const lines = mark.getClientRects();
    const { left, bottom } = lines[lines.length - 1];
    const width = document.documentElement.clientWidth - this.#copy.offsetWidth;
    this.#copy.style.left = `${Math.max(0, Math.min(left, width - GAP_PX)) + window.scrollX}px`;
    this.#copy.style.top = `${bottom + GAP_PX + window.scrollY}px`;
  }

  #dismiss() {
    this.#copy?.remove();
    this.#copy = null;
    for (const note of this.querySelectorAll(".note[data-lit]")) note.removeAttribute("data-lit");
  }

  #tap(event) {
    const mark = event.target.closest("[data-note]");
    const note = mark && findNote(mark);
    if (!note || !this.#isNarrow || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isBeside(mark, note)) note.toggleAttribute("data-open");
    else if (this.#placed.has(mark)) this.#takeAway(mark);
    else this.#place(mark, note);
    this.#announce();
  }

  #place(mark, note) {
    const copy = copyNote(note);
    copy.setAttribute("data-open", "");
    mark.closest("p, li, td, th, dd, figcaption, div").append(copy);
    this.#placed.set(mark, copy);
  }

  #takeAway(mark) {
    this.#placed.get(mark).remove();
    this.#placed.delete(mark);
  }
}

function findNote(mark) {
  const note = document.getElementById(mark.dataset.note);
  return note?.classList.contains("note") ? note : null;
}

/** Return true if the note is in the block of the words, or right before it. */
function isBeside(mark, note) {
  const block = mark.closest("p, li") ?? mark;
  return block.contains(note) || block.closest(".section > *")?.previousElementSibling === note;
}

function copyNote(note) {
  const copy = note.cloneNode(true);
  for (const name of ["id", "data-lit", "data-open"]) copy.removeAttribute(name);
  return copy;
}

customElements.define("plumb-evidence", Evidence);
