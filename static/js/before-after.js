// Lays the two photographs of a <before-after> on each other, with a line to move between them:
// its range takes the keys, and everything that drags. Without JavaScript they stand side by side.

class BeforeAfter extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input");
    this.range.addEventListener("input", () => this.show());
    // Safari on phones moves a range by its thumb only; here the whole photograph is to drag.
    this.range.addEventListener("pointermove", (event) => this.follow(event));
    this.range.addEventListener("click", (event) => this.follow(event));
    this.show();
  }

  follow({ pointerType, clientX }) {
    if (pointerType !== "touch") return;
    const { left, width } = this.range.getBoundingClientRect();
    this.range.value = (100 * (clientX - left)) / width;
    this.show();
  }

  show() {
    const before = this.range.valueAsNumber;
    this.style.setProperty("--before", `${before}%`);
    this.range.setAttribute("aria-valuetext", `${before}% before, ${100 - before}% after`);
  }
}

customElements.define("before-after", BeforeAfter);
