// A button that copies the text inside the element: the code as written, without the prompts of a session. The result is shown beside it.
const SHOWN_MS = 2000;
const PROMPTS = { "language-pycon": /^(?:>>>|\.\.\.) ?/u, "language-console": /^[$#%] /u }; // before a typed line

class Copy extends HTMLElement {
  #button;
  #said;
  #timer;

  connectedCallback() {
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.className = "copy-button";
    this.#button.textContent = "Copy";
    this.#button.setAttribute("aria-label", `Copy ${this.dataset.what ?? ""}`.trim());
    this.#button.addEventListener("click", () => this.#copy());
    this.#said = document.createElement("span");
    this.#said.className = "copy-said";
    this.#said.setAttribute("role", "status");
    this.prepend(this.#said, this.#button);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#button.remove();
    this.#said.remove();
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(plainText(this.querySelector("code, p")));
      this.#say("Copied");
    } catch {
      this.#say("Could not copy"); // not permitted, or no secure context
    }
  }

  #say(words) {
    clearTimeout(this.#timer);
    this.#said.textContent = words;
    this.#timer = setTimeout(() => (this.#said.textContent = ""), SHOWN_MS);
  }
}

function plainText(element) {
  const prompt = PROMPTS[element.className];
  if (!prompt) return element.textContent;
  const typed = element.textContent.split("\n").filter((line) => prompt.test(line));
  return typed.map((line) => `${line.replace(prompt, "")}\n`).join("");
}

customElements.define("plumb-copy", Copy);
