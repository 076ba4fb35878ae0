// The demo. The build computed and drew every state. The controls select a state, whose paths, values and text then replace those on the
// page, at most once per frame. `?ridge=100.0&samples=80` in the address is the state, so that it can be shared.
const MARGIN = "400px"; // before it is in view

class Demo extends HTMLElement {
  #listening;
  #watching;
  #states = null; // once they have been fetched
  #first; // as the page contained them
  #firstNumber = 0;
  #frame = 0;
  #loading = false;
  #isOwed = false; // the text while a state is loading

  connectedCallback() {
    const form = this.#form;
    if (!form) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    form.reset();
    this.#first ??= this.#read();
    this.#firstNumber = this.#number;
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    form.addEventListener("input", () => this.#update(), { signal });
    form.addEventListener("change", () => this.#settle(), { signal });
    window.addEventListener("popstate", () => this.#readAddress(), { signal });
    this.#watching = new IntersectionObserver(([entry]) => entry.isIntersecting && this.#load(), { rootMargin: MARGIN });
    this.#watching.observe(this);
    this.#readAddress();
  }

  disconnectedCallback() {
    if (!this.#listening) return;
    this.#listening.abort();
    this.#watching.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#form.reset();
    this.#showControls();
    this.#draw(this.#first);
    this.removeAttribute("data-state");
    this.removeAttribute("data-failed");
    this.#say("");
  }

  get #form() {
    return this.querySelector("form.controls");
  }

  /** Return the controls in order: name, the texts of their values, and the index of the chosen value. */
  get #controls() {
    return [...this.#form.querySelectorAll(".control")].map((control) => {
      const { name } = control.querySelector("input");
      const values = [...control.querySelectorAll(".control-values > li, .choice")].map((value) => value.textContent.trim());
      return { control, name, values, at: Number(this.#form.elements[name].value) };
    });
  }

  get #number() {
    return this.#controls.reduce((number, { values, at }) => number * values.length + at, 0);
  }

  /** Show the selected state in the next frame. The page contains the first state, so it needs no file. */
  #update() {
    this.#showControls();
    if (!this.#states && this.#number !== this.#firstNumber) this.#load();
    if (!this.#states) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw(this.#states[this.#number]);
      this.setAttribute("data-state", this.#number);
    });
  }

  /** After a control is released, update the address and the description for screen readers. */
  #settle() {
    const address = new URL(location.href);
    const isFirst = this.#number === this.#firstNumber;
    for (const { name, values, at } of this.#controls) {
      if (isFirst) address.searchParams.delete(name);
      else address.searchParams.set(name, values[at]);
    }
    history.replaceState(history.state, "", address);
    if (this.#states) this.#say(this.#states[this.#number][2]);
    this.#isOwed = !this.#states;
  }

  #showControls() {
    for (const { control, values, at } of this.#controls) {
      control.querySelector("input[type=range]")?.setAttribute("aria-valuetext", values[at]);
      control.querySelectorAll(".control-values > li").forEach((value, number) => value.toggleAttribute("data-on", number === at));
    }
  }

  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    const { signal } = this.#listening;
    try {
      const answer = await fetch(this.dataset.file, { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      this.#states = (await answer.json()).states;
      this.#watching.disconnect();
      this.toggleAttribute("data-failed", false);
      this.#update();
      if (this.#isOwed) this.#settle();
    } catch {
      if (signal.aborted) return;
      this.toggleAttribute("data-failed", true);
      this.#say("The other states could not be loaded.");
    } finally {
      this.#loading = false;
    }
  }

  #say(words) {
    this.querySelector(".demo-said").textContent = words;
  }

  #read() {
    const { paths, cells, plot } = this.#parts();
    const rows = cells.map((row) => row.map((cell) => cell.textContent));
    return [paths.map((path) => path.getAttribute("d")), rows, plot.getAttribute("aria-label")];
  }

  #draw([lines, readings, words]) {
    const { paths, cells, plot } = this.#parts();
    paths.forEach((path, number) => path.setAttribute("d", lines[number]));
    cells.forEach((row, number) => row.forEach((cell, column) => (cell.textContent = readings[number][column])));
    plot.setAttribute("aria-label", words);
  }

  #parts() {
    return {
      plot: this.querySelector(".plot"),
      paths: [...this.querySelectorAll(".plot .plot-field path")],
      cells: [...this.querySelectorAll(".read-out tbody tr")].map((row) => [...row.querySelectorAll("td")]),
    };
  }

  /** Set the controls from the address. An unknown value leaves its control at the first state. */
  #readAddress() {
    const query = new URLSearchParams(location.search);
    this.#form.reset();
    for (const { name, values } of this.#controls) {
      const at = values.indexOf(query.get(name));
      if (at >= 0) this.#form.elements[name].value = at;
    }
    this.#update();
  }
}

customElements.define("plumb-demo", Demo);
