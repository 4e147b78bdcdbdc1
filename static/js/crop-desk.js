// The crop desk: head box and crops on the photograph, every crop of the site beside it. Without
// JavaScript the form is the same, with numbers to type and the crops as they were saved.

import { change, CropEntry, write } from "./crop-entry.js";
import { CropStage } from "./crop-stage.js";
import { describeCut, inPixels, isAt } from "./framing.js";
import { firstGuess, HandCrops, moved, refitted, scaled } from "./hand-crop.js";
import { HeadFields, PARTS } from "./head-fields.js";

const QUIET_MS = 700; // after the last nudge, before it is read out
const GROWTH = 1.01; // of a frame, a key press
const HOW = "or nudge with the arrow keys. Shift moves by ten.";
const HINTS = {
  box: `Drag the box, ${HOW} Every crop follows.`,
  besideHand: `Drag the box, ${HOW} Every crop follows but those set by hand.`,
  frame: `Drag the frame, ${HOW} Only this crop changes.`,
};

class CropDesk extends HTMLElement {
  connectedCallback() {
    const canvas = this.querySelector(".crop-stage-canvas");
    const form = this.closest("form");
    const stored = form?.elements.hand_crops;
    if (!canvas || !stored) return; // nothing may be changed here
    this.data = JSON.parse(this.querySelector("script").textContent);
    const { size, places, handCrops } = this.data;
    this.fields = new HeadFields(form, this.data);
    this.handCrops = new HandCrops(stored, handCrops, size);
    this.entries = [...this.querySelectorAll("[data-cut]")].map(
      (element, number) => new CropEntry(element, places[number]),
    );
    this.find = (name) => this.querySelector(`[data-${name}]`);
    this.mistakes = [...this.querySelectorAll(".crop-desk-places .crop-desk-error[id]")];
    this.editing = null;
    this.faceButtons = [];
    this.stage = new CropStage(canvas, size, this);
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    this.addEventListener("keydown", this);
    if (this.fields.another) this.offerFaces();
    this.update();
    this.said = this.warnings;
    this.classList.add("is-live");
  }

  handleEvent(event) {
    if (event.type === "click") {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do, button);
    } else if (event.type === "keydown") {
      this.typeByTen(event);
    } else {
      this.take(event.target);
    }
  }

  act(what, button) {
    const entry = this.entries.find(({ element }) => element.contains(button));
    const actions = {
      "by-hand": () => this.edit(entry),
      automatic: () => this.setAutomatic(entry ?? this.editing),
      larger: () => this.grow(3),
      smaller: () => this.grow(-3),
      refit: () => this.refit(),
      done: () => this.done(),
      closer: () => this.setCloser(!this.stage.isCloser),
      face: () => this.fields.choose(Number(button.dataset.number)),
      mark: () => this.fields.write({ left: 430, right: 570, crown: 150, eyes: 290, chin: 410 }),
      "no-head": () => this.fields.clear(),
      undo: () => this.undo(),
    };
    actions[what]();
    this.update();
    this.settle();
    if (button.checkVisibility() || this.contains(document.activeElement)) return;
    const next = this.fields.isEmpty ? this.querySelector("[data-do='mark']") : this.stage.area;
    next.focus({ preventScroll: true }); // the button that was pressed is gone
  }

  /** Follow what was typed, ticked or chosen in the form. */
  take(input) {
    const { fields } = this;
    if (input === fields.another && input.value !== "") fields.choose(Number(input.value));
    else if (input === fields.another) fields.reset();
    else if (input === fields.facing && fields.face !== "") fields.setByHand();
    else if (PARTS.some((part) => input === fields.inputs[part])) fields.setByHand();
    else if (input !== fields.facing && input !== fields.tick) return;
    this.update();
    this.settle();
  }

  /** Shift and an arrow in a number move it by ten steps; without Shift the browser does it. */
  typeByTen(event) {
    const part = PARTS.find((name) => event.target === this.fields.inputs[name]);
    const steps = { ArrowUp: 10, ArrowDown: -10 }[event.key];
    if (!part || !steps || !event.shiftKey || this.fields.isEmpty) return;
    event.preventDefault();
    this.fields.place(part, this.fields.step(part) + steps);
    this.update();
    this.settle();
  }

  // What the stage asks.

  limits(part) {
    return this.fields.limits(part);
  }

  begin({ kind }) {
    return kind === "box" || kind === "grip" ? this.fields.steps() : this.rectangle();
  }

  drag({ kind, part, corner, from }, across, down) {
    const [width, height] = this.data.size;
    const [x, y] = [Math.round(across * 1000), Math.round(down * 1000)];
    if (kind === "grip") this.fields.place(part, from[part] + (isAcross(part) ? x : y));
    if (kind === "box") this.fields.shift(x, y, from);
    if (kind === "frame") {
      const steps = [Math.round(across * width), Math.round(down * height)];
      this.setFrame(moved(from, ...steps, this.data.size));
    }
    if (kind === "corner") {
      const share = this.ratio[0] / this.ratio[1];
      const [right, bottom] = corner.map((side) => 2 * side - 1);
      const growth = (right * across * width + bottom * down * height * share) / 2;
      const anchor = corner.map((side) => 1 - side);
      const crossing = from[2] - from[0] + growth;
      this.setFrame(scaled(from, crossing, anchor, this.ratio, this.data.size));
    }
    this.update();
  }

  nudge({ kind, part }, across, down) {
    const { fields } = this;
    if (kind === "grip") fields.place(part, fields.step(part) + (isAcross(part) ? across : down));
    if (kind === "box") fields.shift(across, down);
    if (kind === "frame") {
      const step = Math.max(1, Math.round(Math.max(...this.data.size) / 1000));
      this.setFrame(moved(this.rectangle(), across * step, down * step, this.data.size));
    }
    this.update();
    this.settle();
  }

  grow(times) {
    const from = this.rectangle();
    const width = from[2] - from[0];
    const growth = Math.max(2, width * Math.abs(GROWTH ** times - 1)) * Math.sign(times);
    this.setFrame(scaled(from, width + growth, [0.5, 0.5], this.ratio, this.data.size));
    this.update();
    this.settle();
  }

  // Crops set by hand.

  edit(entry) {
    this.editing = entry;
    if (!this.rectangle()) this.setFrame(firstGuess(this.headBox, this.ratio, this.data.size));
    this.update();
    this.stage.frame.focus({ preventScroll: true });
  }

  done() {
    const entry = this.editing;
    if (!entry) return;
    this.editing = null;
    this.update();
    entry.button.focus({ preventScroll: true });
  }

  setFrame(rectangle) {
    this.handCrops.set(this.editing.place.cut, rectangle);
  }

  setAutomatic(entry) {
    this.handCrops.remove(entry.place.cut);
    this.editing = null;
    entry.button.focus({ preventScroll: true });
  }

  refit() {
    const from = this.rectangle();
    const { framing } = this.editing.place;
    for (const { place } of this.entries) {
      if (place.framing !== framing) continue;
      const { ratio } = describeCut(this.photo, place.cut);
      this.handCrops.set(place.cut, refitted(from, this.headBox, ratio, this.data.size));
    }
    this.setFrame(from);
  }

  rectangle() {
    return describeCut(this.photo, this.editing.place.cut).pixels;
  }

  get ratio() {
    return describeCut(this.photo, this.editing.place.cut).ratio;
  }

  get headBox() {
    return inPixels(this.photo.head, ...this.data.size);
  }

  // Everything that follows from the form.

  get photo() {
    const { size, faces } = this.data;
    const { head, isConfirmed } = this.fields;
    return { size, faces, head, isConfirmed, handCrops: this.handCrops.crops };
  }

  update() {
    const { fields } = this;
    const problem = fields.problem;
    this.problemAtFirst ??= problem;
    const isSaid = this.mistakes.length > 0 && problem === this.problemAtFirst; // by the server
    for (const mistake of this.mistakes) show(mistake, isSaid);
    show(this.find("impossible"), problem !== "" && !isSaid);
    write(this.find("impossible"), problem);
    if (problem) {
      this.stage.draw(null, null, () => false); // the crops stay as they were
      return;
    }
    const { photo } = this;
    const cuts = new Map();
    for (const entry of this.entries) {
      const { cut } = entry.place;
      if (!cuts.has(cut)) cuts.set(cut, describeCut(photo, cut));
      const isEdited = this.editing?.place.cut === cut;
      entry.draw(cuts.get(cut), photo, { isByHand: this.handCrops.has(cut), isEdited });
    }
    const isCurrent = ({ dataset }) => this.isCurrent(dataset.number, photo.head);
    this.stage.draw(photo.head, this.editing && this.rectangle(), isCurrent);
    for (const button of this.faceButtons) change(button, "aria-pressed", isCurrent(button));
    this.showState(photo);
  }

  showState({ head }) {
    const { fields, editing } = this;
    const isMoved = fields.isMoved;
    const state = !head ? "none" : fields.face !== "" ? "face" : isMoved ? "moved" : "saved";
    for (const words of this.querySelectorAll("[data-state]")) {
      show(words, words.dataset.state === state);
    }
    show(this.querySelector(".crop-desk-tick"), state === "saved" || state === "face");
    const isChanged = fields.isChanged || this.handCrops.isChanged;
    show(this.querySelector("[data-do='undo']"), isChanged);
    show(this.querySelector("[data-do='mark']"), !head);
    show(this.querySelector("[data-do='no-head']"), Boolean(head));
    show(this.querySelector("[data-do='closer']"), Boolean(head));
    show(this.querySelector(".crop-desk-frame"), Boolean(editing));
    const someByHand = this.entries.some(({ place }) => this.handCrops.has(place.cut));
    write(this.find("hint"), HINTS[editing ? "frame" : someByHand ? "besideHand" : "box"]);
    if (!editing) return;
    const { cut, name } = editing.place;
    const sharing = this.entries.filter((entry) => entry !== editing && entry.place.cut === cut);
    const names = sharing.map((entry) => entry.place.name).join(", ");
    write(this.find("frame-name"), name);
    write(this.find("frame-shared"), names && ` – the same crop as ${names}`);
    show(this.querySelector(".crop-desk-frame [data-do='automatic']"), this.handCrops.has(cut));
  }

  undo() {
    this.fields.reset();
    this.handCrops.reset();
    this.editing = null;
  }

  setCloser(isCloser) {
    this.stage.setCloser(isCloser);
    this.querySelector("[data-do='closer']").setAttribute("aria-pressed", isCloser);
  }

  /** Found faces other than the one in the head box: to click, and as buttons. */
  offerFaces() {
    const { another } = this.fields;
    const faces = this.data.faces.map((face, number) => ({ ...face, number }));
    faces.sort((one, other) => one.left + one.right - other.left - other.right);
    this.stage.drawFaces(faces);
    this.faceButtons = faces.map(({ name, number }) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.textContent = name;
      Object.assign(button.dataset, { do: "face", number });
      return button;
    });
    another.hidden = true;
    another.after(...this.faceButtons);
    const label = another.labels[0];
    label.replaceWith(Object.assign(document.createElement("span"), { textContent: "Another face:" }));
  }

  isCurrent(number, head) {
    const { face } = this.fields;
    if (face !== "") return face === number;
    return head !== null && isAt(this.data.faces[number], head);
  }

  get warnings() {
    const said = this.entries.flatMap(({ place, warnings }) => warnings.map((words) => `${place.name}: ${words}`));
    return said.join(" ");
  }

  /** Some time after the last nudge, read out what is new about the crops. */
  settle() {
    this.stage.recentre();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { warnings, said } = this;
      if (warnings === said) return;
      this.said = warnings;
      this.find("announce").textContent = warnings || "Nothing is wrong with the crops now.";
    }, QUIET_MS);
  }
}

function isAcross(part) {
  return part === "left" || part === "right";
}

function show(element, isShown) {
  element.toggleAttribute("hidden", !isShown);
}

customElements.define("crop-desk", CropDesk);
