// Lays the two photographs of a <before-after> on each other, with a line to move between them:
// a range takes the keys, its area everything that drags. Without JavaScript they stand side by
// side.

class BeforeAfter extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input");
    this.range.addEventListener("input", () => this.show());
    // Not left to the range: on phones one jumps when the page is scrolled, another has to be
    // taken by its thumb.
    this.area = this.range.parentElement;
    for (const type of ["pointerdown", "pointermove", "click"]) {
      this.area.addEventListener(type, this);
    }
    this.show();
  }

  handleEvent(event) {
    if (event.type === "pointerdown") {
      if (event.button) return;
      event.preventDefault(); // the focus goes to the range
      this.range.focus({ preventScroll: true });
      this.area.setPointerCapture(event.pointerId);
      this.start = { x: event.clientX, y: event.clientY, isAcross: event.pointerType === "mouse" };
    } else if (event.type === "pointermove" && !this.isAcross(event)) return;
    if (event.type !== "pointerdown" || this.start.isAcross) this.follow(event.clientX);
  }

  /** Whether a pointer drags the line: a finger that goes up or down scrolls the page. */
  isAcross({ pointerId, clientX, clientY }) {
    if (!this.area.hasPointerCapture(pointerId)) return false;
    const across = Math.abs(clientX - this.start.x);
    this.start.isAcross ||= across > Math.abs(clientY - this.start.y);
    return this.start.isAcross;
  }

  follow(x) {
    const { left, width } = this.area.getBoundingClientRect();
    this.range.value = (100 * (x - left)) / width;
    this.show();
  }

  show() {
    const before = this.range.valueAsNumber;
    this.style.setProperty("--before", `${before}%`);
    this.range.setAttribute("aria-valuetext", `${before}% before, ${100 - before}% after`);
  }
}

customElements.define("before-after", BeforeAfter);
