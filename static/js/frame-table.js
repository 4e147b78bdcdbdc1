// One photo with a head, a headshot and a portrait on it, each to be moved and sized: by dragging,
// by keys, by ranges. The rules of sessions/framing.py place the two frames around the head.

import { headshot, makeBox, pixels, portrait } from "./framing.js";
import { firstGuess, moved, refitted, scaled } from "./hand-crop.js";
import { Results } from "./frame-results.js";
import { makeHand, oval, strokes, veil, WIDTH } from "./pencil.js";
import { openPhoto } from "./photo-file.js";

const HEAD_RATIO = [3, 4];
const EYES = 0.53; // down the head, crown with hair to chin
const LABEL_PX = 14; // from the corner of its frame
const HINTS = {
  head: "Put the oval around your head, top of the hair to chin, the line through your eyes.",
  headshot: "The rules placed it. Drag the frame or its corners if you would cut differently.",
  portrait: "The rules placed it. Drag the frame or its corners if you would cut differently.",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIZES = { "+": 1, "=": 1, "-": -1, _: -1 };

export class FrameTable {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.results = new Results(root, this.part);
    this.ratios = { head: HEAD_RATIO, headshot: pair(root.dataset.ratio), portrait: null };
    this.hands = { headshot: makeHand(7), portrait: makeHand(11) };
    this.buttons = Object.fromEntries(
      [...root.querySelectorAll("[data-frame]")].map((button) => [button.dataset.frame, button]),
    );
    this.ranges = Object.fromEntries(
      [...root.querySelectorAll("[data-move]")].map((range) => [range.dataset.move, range]),
    );
    const table = this.part("table");
    for (const type of ["change", "input", "click", "focusin", "keydown"]) {
      table.addEventListener(type, (event) => this[type](event));
    }
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.part("stage").addEventListener(type, (event) => this[type](event));
    }
    new ResizeObserver(() => this.measure()).observe(this.part("stage"));
  }

  async open(file) {
    const { canvas, size } = await openPhoto(file);
    Object.assign(this, { photo: canvas, size });
    const shown = this.part("photo");
    [shown.width, shown.height] = [canvas.width, canvas.height];
    shown.getContext("2d").drawImage(canvas, 0, 0);
    this.tall = (WIDTH * size[1]) / size[0];
    this.part("drawing").setAttribute("viewBox", `0 0 ${WIDTH} ${this.tall}`);
    this.part("stage").style.setProperty("--shape", size[0] / size[1]);
    this.part("choose").hidden = true;
    this.part("table").hidden = false;
    this.measure();
    this.reset();
    this.part("table").querySelector(":checked").focus();
  }

  /** Begin anew: the head high in the middle, small enough for a portrait, both frames around it. */
  reset() {
    const [width, height] = this.size;
    const tall = 0.3 * Math.min(height, 1.2 * width);
    const across = (tall * HEAD_RATIO[0]) / HEAD_RATIO[1];
    const [left, top] = [(width - across) / 2, 0.12 * height];
    this.ratios.portrait = pair(this.root.querySelector("[name^=shape]:checked").value);
    const guess = [left, top, left + across, top + tall].map(Math.round);
    this.frames = { head: guess };
    this.set("head", guess);
    this.choose("head");
  }

  /** Put a frame in a place; where the head goes, both frames follow. */
  set(name, rectangle) {
    this.frames[name] = rectangle;
    if (name === "head") {
      for (const [frame, rule] of Object.entries({ headshot, portrait })) {
        this.frames[frame] = this.placed(rule, this.ratios[frame]);
      }
    }
    this.draw();
  }

  placed(rule, ratio) {
    const crop = rule(this.size, this.head, [], ratio);
    return crop ? pixels(crop, this.size, ratio) : firstGuess(this.headBox, ratio, this.size);
  }

  get headBox() {
    const [left, top, right, bottom] = this.frames.head;
    return makeBox(left, top, right, bottom, top + EYES * (bottom - top));
  }

  /** The head as framing.js has it: fractions of the photo. */
  get head() {
    const { left, top, right, bottom, eyes } = this.headBox;
    const [width, height] = this.size;
    return {
      left: left / width,
      top: top / height,
      right: right / width,
      bottom: bottom / height,
      eyeLine: eyes / height,
      facing: "front",
    };
  }

  choose(name) {
    this.chosen = name;
    this.part("table").querySelector(`[value="${name}"]`).checked = true;
    this.part("hint").textContent = HINTS[name];
    this.part("stage").dataset.chosen = name;
    // The Tab key comes by the chosen one only, on its way to the ranges.
    for (const [frame, button] of Object.entries(this.buttons)) {
      button.tabIndex = frame === name ? 0 : -1;
    }
    this.draw();
  }

  move(name, across, down) {
    this.set(name, moved(this.frames[name], Math.round(across), Math.round(down), this.size));
  }

  resize(name, width, anchor = [0.5, 0.5], from = this.frames[name]) {
    this.set(name, scaled(from, width, anchor, this.ratios[name], this.size));
  }

  // Events

  change({ target }) {
    if (target.name?.startsWith("moved")) this.choose(target.value);
    if (!target.name?.startsWith("shape")) return;
    this.ratios.portrait = pair(target.value);
    const fitted = refitted(this.frames.portrait, this.headBox, this.ratios.portrait, this.size);
    this.set("portrait", fitted);
  }

  input({ target }) {
    const [left, top, right, bottom] = this.frames[this.chosen];
    const value = target.valueAsNumber / 100;
    const { move } = target.dataset;
    if (move === "across") this.move(this.chosen, value * this.size[0] - (left + right) / 2, 0);
    if (move === "down") this.move(this.chosen, 0, value * this.size[1] - (top + bottom) / 2);
    if (move === "size") this.resize(this.chosen, value * this.size[0]);
  }

  click({ target }) {
    const { do: action } = target.dataset;
    if (action === "reset") this.reset();
    if (action === "again") this.root.input.click();
    if (action === "save") this.results.save();
  }

  focusin({ target }) {
    const { frame } = target.dataset;
    if (frame && frame !== this.chosen) this.choose(frame);
  }

  keydown(event) {
    const { frame } = event.target.dataset;
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (event.shiftKey ? 0.05 : 0.01) * this.size[0];
    if (event.key in ARROWS) {
      const [across, down] = ARROWS[event.key];
      this.move(frame, across * step, down * step);
    } else if (event.key in SIZES) {
      const [left, , right] = this.frames[frame];
      this.resize(frame, right - left + 2 * SIZES[event.key] * step);
    } else return;
    event.preventDefault();
  }

  pointerdown(event) {
    const button = event.target.closest("[data-frame]");
    if (!button || event.button || this.drag) return;
    const name = button.dataset.frame;
    const corner = event.target.dataset.corner?.split(" ").map(Number);
    const at = this.place(event);
    const wasChosen = name === this.chosen;
    const before = { ...this.frames };
    this.drag = { id: event.pointerId, name, corner, at, from: before[name], before, wasChosen };
    button.setPointerCapture(event.pointerId);
    if (!wasChosen) this.choose(name);
  }

  pointermove(event) {
    if (event.pointerId !== this.drag?.id) return;
    const { name, corner, at, from } = this.drag;
    const [x, y] = this.place(event);
    const [across, down] = [x - at[0], y - at[1]];
    if (!this.drag.isMoving && Math.hypot(across, down) < 4 * this.perPixel) return;
    this.drag.isMoving = true;
    if (!corner) {
      this.set(name, moved(from, Math.round(across), Math.round(down), this.size));
      return;
    }
    const share = this.ratios[name][0] / this.ratios[name][1];
    const wider = Math.max((2 * corner[0] - 1) * across, (2 * corner[1] - 1) * down * share);
    this.resize(name, from[2] - from[0] + wider, [1 - corner[0], 1 - corner[1]], from);
  }

  pointerup(event) {
    if (event.pointerId !== this.drag?.id) return;
    const { isMoving, wasChosen, name } = this.drag;
    this.drag = null;
    if (!isMoving && wasChosen) this.choose(this.smallestAt(this.place(event)) ?? name);
  }

  /** The browser scrolls the page instead: everything is where it was. */
  pointercancel() {
    if (!this.drag) return;
    this.frames = this.drag.before;
    this.drag = null;
    this.draw();
  }

  smallestAt([x, y]) {
    return ["head", "headshot", "portrait"].find((name) => {
      const [left, top, right, bottom] = this.frames[name];
      return name !== this.chosen && left <= x && x <= right && top <= y && y <= bottom;
    });
  }

  /** Return where a pointer is, in pixels of the photo. */
  place({ clientX, clientY }) {
    const { left, top } = this.part("stage").getBoundingClientRect();
    return [(clientX - left) * this.perPixel, (clientY - top) * this.perPixel];
  }

  // Drawing

  measure() {
    const { width } = this.part("stage").getBoundingClientRect();
    if (!width) return;
    this.perPixel = this.size[0] / width;
    this.part("drawing").style.setProperty("--unit", WIDTH / width);
    if (this.frames) this.draw();
  }

  /** Draw everything before the next paint, once, however much has moved. */
  draw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.drawFrames();
      this.setRanges();
      this.results.show(this);
    });
  }

  drawFrames() {
    const units = WIDTH / this.size[0];
    const drawing = this.part("drawing");
    for (const [name, rectangle] of Object.entries(this.frames)) {
      const inUnits = rectangle.map((number) => number * units);
      const shape =
        name === "head" ? oval(inUnits, this.headBox.eyes * units) : strokes(inUnits, this.hands[name]);
      const group = drawing.querySelector(`[data-drawn="${name}"]`);
      for (const path of group.querySelectorAll("path")) path.setAttribute("d", shape);
      const label = group.querySelector("text");
      label?.setAttribute("x", inUnits[0] + LABEL_PX * units * this.perPixel);
      label?.setAttribute("y", inUnits[3] - LABEL_PX * units * this.perPixel);
      put(this.buttons[name], rectangle, this.size);
      if (name === this.chosen && name !== "head") {
        drawing.querySelector(".try-veil").setAttribute("d", veil(inUnits, this.tall));
      }
    }
  }

  setRanges() {
    const [left, top, right, bottom] = this.frames[this.chosen];
    const [width, height] = this.size;
    const ratio = this.ratios[this.chosen];
    const widest = Math.min(width, (height * ratio[0]) / ratio[1]);
    const { across, down, size } = this.ranges;
    setRange(across, left + right, 2 * width, (right - left) / 2 / width, "% from the left");
    setRange(down, top + bottom, 2 * height, (bottom - top) / 2 / height, "% from the top");
    Object.assign(size, { min: 5, max: (100 * widest) / width });
    size.value = (100 * (right - left)) / width;
    size.setAttribute("aria-valuetext", `${Math.round(size.value)}% of the width`);
  }
}

function setRange(range, part, whole, edge, words) {
  const value = (100 * part) / whole;
  Object.assign(range, { min: 100 * edge, max: 100 * (1 - edge) });
  range.value = value;
  range.setAttribute("aria-valuetext", `${Math.round(value)}${words}`);
}

function put({ style }, [left, top, right, bottom], [width, height]) {
  style.insetInlineStart = `${(100 * left) / width}%`;
  style.insetBlockStart = `${(100 * top) / height}%`;
  style.inlineSize = `${(100 * (right - left)) / width}%`;
  style.blockSize = `${(100 * (bottom - top)) / height}%`;
}

function pair(words) {
  return words.split(":").map(Number);
}
