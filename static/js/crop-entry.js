// One crop beside the photograph: its picture, its size, and what is wrong with it, in words.

import { findings, reasonForNone } from "./crop-checks.js";
import { hasClearHead, otherHeads } from "./framing.js";

export class CropEntry {
  /** place: {name, cut, framing, isRound, smallestPx}. */
  constructor(element, place) {
    const find = (selector) => element.querySelector(selector);
    Object.assign(this, { element, place });
    this.preview = find(".crop-preview");
    this.image = find("image");
    this.size = find("[data-size]");
    this.shape = find("[data-shape]");
    this.list = find(".crop-warnings");
    this.warnings = [...this.list.children].map((line) => line.textContent);
    this.byHand = find("[data-by-hand]");
    this.button = find("[data-do='by-hand']");
  }

  /** Show a cut as framing.describeCut describes it. */
  draw({ ratio, pixels }, photo, { isByHand, isEdited }) {
    this.image.toggleAttribute("hidden", !pixels);
    if (pixels) change(this.preview, "viewBox", viewBox(pixels));
    change(this.preview, "width", ratio[0] * 400);
    change(this.preview, "height", ratio[1] * 400);
    write(this.shape, this.place.isRound ? "round" : ratio.join(":"));
    write(this.size, pixels ? ` · ${sizeWords(pixels, ratio)}` : "");
    this.warn(this.judge(ratio, pixels, photo));
    this.byHand.hidden = !isByHand;
    const words = isByHand ? "Change" : "Set by hand";
    write(this.button, words);
    change(this.button, "aria-label", `${words}: ${this.place.name}`);
    this.element.classList.toggle("crop-edited", isEdited);
  }

  judge(ratio, pixels, photo) {
    const { size, head } = photo;
    const found = pixels
      ? findings(pixels, this.place, size, head, otherHeads(photo))
      : [reasonForNone(ratio, size, head, hasClearHead(photo))];
    return found.map(({ words }) => words);
  }

  warn(warnings) {
    if (warnings.join("\n") === this.warnings.join("\n")) return;
    this.warnings = warnings;
    const lines = warnings.map((textContent) =>
      Object.assign(document.createElement("li"), { textContent }),
    );
    this.list.replaceChildren(...lines);
  }
}

/** Write words into an element; one that says so already is left alone. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Set an attribute; one that is so already is left alone. */
export function change(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function viewBox([left, top, right, bottom]) {
  return `${left} ${top} ${right - left} ${bottom - top}`;
}

function sizeWords([left, top, right, bottom], ratio) {
  const [width, height] = [right - left, bottom - top];
  return (ratio[0] === ratio[1] ? `${width} px` : `${width} × ${height} px`).replaceAll(" ", "\u00a0");
}
