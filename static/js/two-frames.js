// Lets the frame of <two-frames> glide to the framing that was chosen; a click on the photograph
// chooses, too. Without this the radio buttons do the same at once, by the stylesheet.
const DURATION = 280;
const NUMBER = /-?\d+(?:\.\d+)?/g;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

class TwoFrames extends HTMLElement {
  connectedCallback() {
    this.drawing = this.querySelector(".drawing");
    if (!this.drawing?.querySelector(".frame")) return;
    this.at = shape(this, this.chosen);
    this.addEventListener("change", this);
    this.drawing.addEventListener("click", this);
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.next);
  }

  get chosen() {
    return this.querySelector("input:checked").value;
  }

  handleEvent(event) {
    const before = this.chosen;
    if (event.type === "click") {
      const framing = this.framingAt(event.clientX, event.clientY);
      if (framing === before) return;
      this.querySelector(`input[value="${framing}"]`).checked = true;
    }
    this.glide(shape(this, this.chosen));
  }

  // Inside the smaller frame it is the smaller one that is meant.
  framingAt(x, y) {
    const box = this.drawing.querySelector(".frame-headshot .pencil-stroke").getBoundingClientRect();
    const isInside = box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
    return isInside ? "headshot" : "portrait";
  }

  // From where the frame is at this moment, which may be half way.
  glide(end) {
    cancelAnimationFrame(this.next);
    const start = this.at;
    if (STILL.matches) return this.arrive(end);
    const began = performance.now();
    const draw = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / DURATION));
      if (share === 1) return this.arrive(end);
      this.at = between(start, end, 1 - (1 - share) ** 3);
      this.draw();
      this.next = requestAnimationFrame(draw);
    };
    draw(began);
    this.toggleAttribute("gliding", true);
  }

  draw() {
    const [strokes, veil] = this.at.map(written);
    for (const path of this.drawing.querySelectorAll(".frame-gliding path")) {
      path.setAttribute("d", strokes);
    }
    this.drawing.querySelector(".veil-gliding").setAttribute("d", veil);
  }

  arrive(end) {
    this.at = end;
    this.toggleAttribute("gliding", false);
  }
}

// The strokes and the veil of a framing, each as the words and the numbers of its path.
function shape(element, framing) {
  return [`.frame-${framing} .pencil-stroke`, `.veil-${framing}`].map((selector) => {
    const path = element.querySelector(selector).getAttribute("d");
    return { words: path.split(NUMBER), numbers: path.match(NUMBER).map(Number) };
  });
}

// Both framings are drawn with the same strokes, so numbers meet numbers.
function between(start, end, share) {
  return end.map(({ words, numbers }, part) => ({
    words,
    numbers: numbers.map((number, i) => {
      const first = start[part].numbers[i];
      return first + (number - first) * share;
    }),
  }));
}

function written({ words, numbers }) {
  return words.map((word, i) => word + (numbers[i]?.toFixed(1) ?? "")).join("");
}

customElements.define("two-frames", TwoFrames);
