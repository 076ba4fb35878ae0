// The storyboard shows its frames side by side, or one at a time with buttons for the previous and the next frame.
class Storyboard extends HTMLElement {
  #steps = null;

  connectedCallback() {
    this.#steps = document.createElement("p");
    this.#steps.className = "storyboard-steps";
    this.prepend(this.#steps);
    this.#show(-1);
  }

  disconnectedCallback() {
    this.#steps.remove();
    this.removeAttribute("data-at");
    for (const frame of this.#frames) frame.removeAttribute("data-now");
  }

  get #frames() {
    return [...this.querySelectorAll(".frame")];
  }

  /** Show only the frame with this index, or all frames for -1. */
  #show(at) {
    const frames = this.#frames;
    frames.forEach((frame, number) => frame.toggleAttribute("data-now", number === at));
    if (at < 0) this.removeAttribute("data-at");
    else this.setAttribute("data-at", at);
    if (at < 0) this.#steps.replaceChildren(this.#makeButton("Step through", () => this.#show(0)));
    else {
      const said = document.createElement("span");
      said.setAttribute("role", "status");
      const before = this.#makeButton("Back", () => this.#step(at - 1), at === 0);
      const next = this.#makeButton("Next", () => this.#step(at + 1), at === frames.length - 1);
      this.#steps.replaceChildren(before, next, said, this.#makeButton("All frames", () => this.#show(-1)));
      said.textContent = `${at + 1} of ${frames.length}: ${frames[at].querySelector("h3").lastChild.textContent}`;
    }
  }

  /** Show the frame with this index, and focus a button that is still enabled. */
  #step(at) {
    const label = document.activeElement.textContent;
    this.#show(at);
    const buttons = [...this.#steps.querySelectorAll("button:enabled")];
    (buttons.find((button) => button.textContent === label) ?? buttons[0]).focus();
  }

  #makeButton(label, act, isOff = false) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: label, disabled: isOff });
    button.addEventListener("click", act);
    return button;
  }
}

customElements.define("plumb-storyboard", Storyboard);
