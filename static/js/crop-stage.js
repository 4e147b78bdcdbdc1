// The photograph of the crop desk with what is drawn and dragged on it. It knows places as fractions
// of the photograph and asks its desk what a drag or a key does.

import { PARTS } from "./head-fields.js";

const SVG = "http://www.w3.org/2000/svg";
const REACH_PX = 30; // a finger this near to a grip takes it
const CLOSER_HEAD = 0.6; // share of the height that a head gets when the photograph is enlarged
const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const EDGE = 0.88; // beyond it the grip of the eyes stands on the left

export class CropStage {
  constructor(canvas, size, desk) {
    Object.assign(this, { canvas, size, desk, grab: null, isCloser: false });
    const [width, height] = size;
    this.drawing = canvas.querySelector("svg");
    this.drawing.replaceChildren();
    this.paths = Object.fromEntries(
      ["veil", "box-halo", "box-line", "eye-halo", "eye-line", "frame-halo", "frame-line"].map(
        (name) => [name, this.addPath(name)],
      ),
    );
    this.outside = `M0 0H${width}V${height}H0Z`;
    this.area = this.addButton("stage-area", "Head box", { grab: "box" });
    this.area.title = "Drag to move the head box";
    this.grips = Object.fromEntries(PARTS.map((part) => [part, this.addGrip(part)]));
    this.frame = this.addButton("stage-frame", "Frame", { grab: "frame" });
    this.frame.title = "Arrow keys move the frame, + and − change its size";
    this.corners = CORNERS.map((corner) => this.addCorner(corner));
    this.faces = [];
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown"]) {
      canvas.addEventListener(type, this);
    }
  }

  handleEvent(event) {
    if (event.type === "keydown") this.press(event);
    else if (event.type === "pointerdown") this.take(event);
    else if (this.grab && event.type === "pointermove") this.drag(event);
    else if (this.grab) this.release();
  }

  take(event) {
    const target = event.target.closest("[data-grab]");
    if (!target || event.button !== 0) return;
    const handle = this.nearest(event) ?? target;
    const box = this.canvas.getBoundingClientRect();
    const { grab: kind, part, corner } = handle.dataset;
    this.grab = { kind, part, corner: CORNERS[corner], x: event.clientX, y: event.clientY, box };
    this.grab.from = this.desk.begin(this.grab);
    this.canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (handle.matches("button")) handle.focus({ preventScroll: true });
  }

  /** The grip under a finger, or the next one: grips of a small head lie close together. */
  nearest({ clientX, clientY }) {
    const near = [...Object.values(this.grips), ...this.corners]
      .filter((grip) => !grip.hidden)
      .map((grip) => {
        const { x, y, width, height } = grip.getBoundingClientRect();
        return [Math.hypot(x + width / 2 - clientX, y + height / 2 - clientY), grip];
      })
      .filter(([away]) => away < REACH_PX)
      .sort(([one], [other]) => one - other);
    return near[0]?.[1];
  }

  drag({ clientX, clientY }) {
    const { box, x, y } = this.grab;
    this.desk.drag(this.grab, (clientX - x) / box.width, (clientY - y) / box.height);
  }

  release() {
    this.grab = null;
    this.recentre();
    this.desk.settle();
  }

  press(event) {
    const { grab: kind, part } = event.target.dataset;
    const times = event.shiftKey ? 10 : 1;
    const [across, down] = ARROWS[event.key] ?? [0, 0];
    const grow = kind === "frame" ? ({ "+": 1, "=": 1, "-": -1, "−": -1 }[event.key] ?? 0) : 0;
    if (!kind || event.ctrlKey || event.metaKey || event.altKey) return;
    if (across || down) this.desk.nudge({ kind, part }, across * times, down * times);
    else if (grow) this.desk.grow(grow * times);
    else if (event.key === "Escape") this.desk.done();
    else return;
    event.preventDefault();
  }

  /**
   * Draw the head box (a head in fractions, or null) and, while one is set, a frame in pixels.
   *
   * isCurrent: tells of a found face's button whether the head box is its.
   */
  draw(head, frame, isCurrent) {
    const [width, height] = this.size;
    const isFrame = Boolean(frame);
    this.canvas.classList.toggle("has-frame", isFrame);
    for (const button of [this.area, ...Object.values(this.grips)]) {
      button.hidden = isFrame || !head;
    }
    for (const button of [this.frame, ...this.corners]) button.hidden = !isFrame;
    for (const button of this.faces) button.hidden = isFrame || isCurrent(button);
    if (head) this.drawHead(head);
    else this.setPaths({ "box-halo": "", "box-line": "", "eye-halo": "", "eye-line": "" });
    if (isFrame) this.drawFrame(frame);
    else this.setPaths({ veil: "", "frame-halo": "", "frame-line": "" });
    this.head = frame
      ? { left: frame[0] / width, top: frame[1] / height, right: frame[2] / width, bottom: frame[3] / height }
      : head;
  }

  drawHead({ left, top, right, bottom, eyeLine }) {
    const [width, height] = this.size;
    const [l, t, r, b] = [left * width, top * height, right * width, bottom * height];
    const [box, eyes] = [`M${l} ${t}H${r}V${b}H${l}Z`, `M${l} ${eyeLine * height}H${r}`];
    this.setPaths({ "box-halo": box, "box-line": box, "eye-halo": eyes, "eye-line": eyes });
    const middle = (left + right) / 2;
    put(this.area, left, top, right, bottom);
    put(this.grips.crown, middle, top);
    put(this.grips.chin, middle, bottom);
    put(this.grips.left, left, bottom - (bottom - top) / 4);
    put(this.grips.right, right, bottom - (bottom - top) / 4);
    put(this.grips.eyes, right > EDGE ? left : right, eyeLine);
    this.grips.eyes.classList.toggle("grip-flipped", right > EDGE);
    const places = { crown: top, eyes: eyeLine, chin: bottom, left, right };
    for (const part of PARTS) {
      const [low, high] = this.desk.limits(part);
      setAttributes(this.grips[part], {
        "aria-valuemin": low / 10,
        "aria-valuemax": high / 10,
        "aria-valuenow": (100 * places[part]).toFixed(1),
        "aria-valuetext": `${(100 * places[part]).toFixed(1)} %`,
      });
    }
  }

  drawFrame([left, top, right, bottom]) {
    const [width, height] = this.size;
    const line = `M${left} ${top}H${right}V${bottom}H${left}Z`;
    this.setPaths({ veil: this.outside + line, "frame-halo": line, "frame-line": line });
    put(this.frame, left / width, top / height, right / width, bottom / height);
    this.corners.forEach((corner, number) => {
      const [x, y] = CORNERS[number];
      put(corner, (x ? right : left) / width, (y ? bottom : top) / height);
    });
  }

  /** Draw the outlines of further faces, to be chosen: [{number, name, left, top, …}]. */
  drawFaces(faces) {
    this.faces.forEach((button) => button.remove());
    this.faces = faces.map(({ number, name, left, top, right, bottom }) => {
      const button = this.addButton("stage-face", `Another face: ${name}`, { do: "face", number });
      put(button, left, top, right, bottom);
      this.area.before(button); // under the grips of a head close by
      return button;
    });
  }

  /** Show the head large, or the whole photograph again. */
  setCloser(isCloser) {
    this.isCloser = isCloser;
    this.canvas.parentElement.classList.toggle("is-closer", isCloser);
    this.recentre(true);
  }

  recentre(isForced = false) {
    if (!isForced && !(this.isCloser && this.head && !this.shows(this.head))) return;
    const box = this.isCloser && this.head;
    const tall = box ? Math.max(box.bottom - box.top, box.right - box.left) : 1;
    const zoom = box ? Math.max(1, Math.min(8, CLOSER_HEAD / tall)) : 1;
    const start = (low, high) => Math.max(1 - zoom, Math.min(0, 0.5 - (zoom * (low + high)) / 2));
    const [x, y] = box ? [start(box.left, box.right), start(box.top, box.bottom)] : [0, 0];
    this.canvas.style.setProperty("--zoom", zoom);
    this.canvas.style.transform =
      zoom === 1 ? "" : `translate(${100 * x}%, ${100 * y}%) scale(${zoom})`;
    this.view = [-x / zoom, -y / zoom, (1 - x) / zoom, (1 - y) / zoom];
  }

  shows({ left, top, right, bottom }) {
    const [l, t, r, b] = this.view;
    return left >= l && top >= t && right <= r && bottom <= b;
  }

  setPaths(shapes) {
    for (const [name, shape] of Object.entries(shapes)) this.paths[name].setAttribute("d", shape);
  }

  addPath(name) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `stage-${name}`);
    this.drawing.append(path);
    return path;
  }

  addButton(className, label, dataset) {
    const button = Object.assign(document.createElement("button"), { type: "button", className });
    button.setAttribute("aria-label", label);
    Object.assign(button.dataset, dataset);
    this.canvas.append(button);
    return button;
  }

  addGrip(part) {
    const isAcross = part === "left" || part === "right";
    const label = part[0].toUpperCase() + part.slice(1);
    const grip = this.addButton("stage-grip", label, { grab: "grip", part });
    setAttributes(grip, {
      role: "slider",
      "aria-orientation": isAcross ? "horizontal" : "vertical",
    });
    const words = Object.assign(document.createElement("span"), { textContent: part });
    if (!isAcross) grip.append(words);
    return grip;
  }

  addCorner(corner) {
    const grip = Object.assign(document.createElement("span"), { className: "stage-corner" });
    Object.assign(grip.dataset, { grab: "corner", corner: CORNERS.indexOf(corner) });
    this.canvas.append(grip);
    return grip;
  }
}

function put({ style }, left, top, right, bottom) {
  style.insetInlineStart = `${100 * left}%`;
  style.insetBlockStart = `${100 * top}%`;
  if (right === undefined) return;
  style.inlineSize = `${100 * (right - left)}%`;
  style.blockSize = `${100 * (bottom - top)}%`;
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
