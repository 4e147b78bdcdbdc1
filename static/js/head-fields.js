// The head box as the form holds it: five numbers in per cent with one decimal, where the sitter
// looks, which found face is chosen, and whether the box is confirmed. What has not been touched
// counts exactly as it was saved, on the server as here (sessions/admin/photo_form.py).

import { headOf } from "./framing.js";

const NAMES = {
  crown: "head_top",
  eyes: "eye_line",
  chin: "head_bottom",
  left: "head_left",
  right: "head_right",
};
const KEYS = { crown: "top", eyes: "eyeLine", chin: "bottom", left: "left", right: "right" };
const ORDER = [
  ["crown", "eyes", "above"],
  ["eyes", "chin", "above"],
  ["left", "right", "to the left of"],
];
export const PARTS = Object.keys(NAMES);
const MOST = 1000; // steps of 0.1 %

export class HeadFields {
  constructor(form, data) {
    const fields = form.elements;
    this.data = data;
    this.inputs = Object.fromEntries(PARTS.map((part) => [part, fields[NAMES[part]]]));
    this.facing = fields.facing;
    this.tick = fields.is_confirmed;
    this.another = fields.another_face ?? null;
  }

  /** The number of the chosen face, as text; "" for none. */
  get face() {
    return this.another?.value ?? "";
  }

  get isEmpty() {
    return PARTS.every((part) => this.inputs[part].value === "");
  }

  get isMoved() {
    return this.face === "" && PARTS.some((part) => !this.isUntouched(part));
  }

  get isConfirmed() {
    return this.tick.checked;
  }

  get isChanged() {
    const { isConfirmed, facing } = this.data;
    const isOther = this.facing.value !== facing || this.tick.checked !== isConfirmed;
    return isOther || this.face !== "" || this.isMoved;
  }

  /** The head box as it would be saved; null for none, or for an impossible one. */
  get head() {
    const facing = this.facing.value;
    if (this.face !== "") return { ...headOf(this.data.faces[this.face]), facing };
    if (this.isEmpty || this.problem) return null;
    const places = PARTS.map((part) => [KEYS[part], this.fraction(part)]);
    return { ...Object.fromEntries(places), facing };
  }

  /** What is impossible about the numbers, in the words of the server; "" for nothing. */
  get problem() {
    if (this.face !== "" || this.isEmpty) return "";
    const places = Object.fromEntries(PARTS.map((part) => [part, this.fraction(part)]));
    const values = Object.values(places);
    if (values.includes(null)) return "All five numbers, or none where there is no head.";
    if (values.some((place) => place < 0 || place > 1)) {
      return "This lies between 0 and 100 per cent.";
    }
    const wrong = ORDER.find(([first, second]) => places[first] >= places[second]);
    if (!wrong) return "";
    const [first, second, order] = wrong;
    return `${first[0].toUpperCase()}${first.slice(1)}: This has to lie ${order} “${second}”.`;
  }

  /** The place of a part in steps of 0.1 %. */
  step(part) {
    return Math.round(Number(this.inputs[part].value) * 10);
  }

  /** Move a part to a step, as far as the others let it. */
  place(part, step) {
    const [low, high] = this.limits(part);
    this.write({ [part]: Math.max(low, Math.min(step, high)) });
  }

  /** The first and last step to which a part may go. */
  limits(part) {
    const at = (other) => this.step(other);
    return {
      crown: [0, at("eyes") - 1],
      eyes: [at("crown") + 1, at("chin") - 1],
      chin: [at("eyes") + 1, MOST],
      left: [0, at("right") - 1],
      right: [at("left") + 1, MOST],
    }[part];
  }

  /** Move the whole box by steps across and down, as far as the photograph reaches. */
  shift(across, down, from = this.steps()) {
    const x = Math.max(-from.left, Math.min(across, MOST - from.right));
    const y = Math.max(-from.crown, Math.min(down, MOST - from.chin));
    const moved = PARTS.map((part) => [part, from[part] + (KEYS[part] === part ? x : y)]);
    this.write(Object.fromEntries(moved));
  }

  steps() {
    return Object.fromEntries(PARTS.map((part) => [part, this.step(part)]));
  }

  /** Set places by hand: whoever does so says that the box is right. */
  write(steps) {
    this.show(steps);
    this.setByHand();
  }

  setByHand() {
    if (this.another) this.another.value = "";
    this.tick.checked = this.isMoved ? !this.isEmpty : this.data.isConfirmed;
    this.tick.value = "on";
  }

  /** Take a found face; it is not confirmed until somebody says so of this very face. */
  choose(number) {
    const face = this.data.faces[number];
    const { left, top, right, bottom, eyeLine, facing } = headOf(face);
    const places = { crown: top, eyes: eyeLine, chin: bottom, left, right };
    for (const part of PARTS) this.inputs[part].value = (100 * places[part]).toFixed(1);
    this.facing.value = facing;
    this.another.value = String(number);
    this.tick.checked = false;
    this.tick.value = `face ${number}`;
  }

  clear() {
    for (const part of PARTS) this.inputs[part].value = "";
    this.setByHand();
  }

  reset() {
    for (const part of PARTS) this.inputs[part].value = this.inputs[part].dataset.shown;
    if (this.another) this.another.value = "";
    this.facing.value = this.data.facing;
    this.tick.checked = this.data.isConfirmed;
    this.tick.value = "on";
  }

  show(steps) {
    for (const [part, step] of Object.entries(steps)) {
      this.inputs[part].value = (step / 10).toFixed(1);
    }
  }

  fraction(part) {
    const { value, dataset } = this.inputs[part];
    if (value === "") return null;
    return this.isUntouched(part) ? Number(dataset.exact) : Number(value) / 100;
  }

  isUntouched(part) {
    const { value, dataset } = this.inputs[part];
    if (value === "" || dataset.shown === "") return value === dataset.shown;
    return Number(value) === Number(dataset.shown);
  }
}
