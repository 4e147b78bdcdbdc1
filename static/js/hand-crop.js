// A crop set by hand: moved, scaled and fitted to other shapes. Rectangles are [left, top, right,
// bottom] in whole pixels; what is stored are fractions of the photograph.

import { between, pixels } from "./framing.js";

const LEAST_PX = 16;

/** Return a rectangle moved by pixels, inside the photograph. */
export function moved([left, top, right, bottom], across, down, [width, height]) {
  const x = between(across, -left, width - right);
  const y = between(down, -top, height - bottom);
  return [left + x, top + y, right + x, bottom + y];
}

/**
 * Return a rectangle with another width, its ratio kept, inside the photograph.
 *
 * anchor: the point that stays, as fractions of the rectangle; [0.5, 0.5] for its middle.
 */
export function scaled([left, top, right, bottom], crossing, anchor, ratio, size) {
  const share = ratio[0] / ratio[1];
  const x = left + anchor[0] * (right - left);
  const y = top + anchor[1] * (bottom - top);
  const least = Math.max(LEAST_PX, LEAST_PX * share) + 1;
  const width = between(crossing, least, Math.min(size[0], size[1] * share));
  return within(x - anchor[0] * width, y - (anchor[1] * width) / share, width, ratio, size);
}

/**
 * Return a rectangle of another ratio with the same area and centre; its eyes lie as high in it
 * as before, and a crown that was inside stays inside.
 *
 * head: in pixels, or null.
 */
export function refitted([left, top, right, bottom], head, ratio, size) {
  const share = ratio[0] / ratio[1];
  const area = (right - left) * (bottom - top);
  const width = Math.min(Math.sqrt(area * share), size[0], size[1] * share);
  const height = width / share;
  const level = head ? between(head.eyes, top, bottom) : (top + bottom) / 2;
  let y = level - ((level - top) / (bottom - top)) * height;
  if (head && head.top >= top) y = Math.min(y, head.top);
  return within((left + right) / 2 - width / 2, y, width, ratio, size);
}

/** Return the rectangle at which a crop by hand begins where none can be computed. */
export function firstGuess(head, ratio, size) {
  const share = ratio[0] / ratio[1];
  const tallest = Math.min(size[1], size[0] / share);
  const height = head ? Math.min(tallest, head.height / 0.5) : tallest;
  const x = (head ? head.middle : size[0] / 2) - (height * share) / 2;
  const y = head ? head.top - 0.1 * height : 0;
  return within(x, y, height * share, ratio, size);
}

/** The crops set by hand, kept in the form's hidden field as JSON. */
export class HandCrops {
  constructor(input, saved, size) {
    Object.assign(this, { input, saved, size });
    this.crops = saved;
    try {
      this.keep(JSON.parse(input.value) ?? {});
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.keep(saved); // what the server has just refused
    }
  }

  has(cut) {
    return cut in this.crops;
  }

  set(cut, rectangle) {
    this.keep({ ...this.crops, [cut]: inFractions(rectangle, this.size) });
  }

  remove(cut) {
    const { [cut]: _, ...others } = this.crops;
    this.keep(others);
  }

  reset() {
    this.keep(this.saved);
  }

  keep(crops) {
    this.crops = crops;
    this.input.value = JSON.stringify(crops);
  }

  get isChanged() {
    const cuts = Object.keys({ ...this.crops, ...this.saved });
    return cuts.some((cut) => String(this.crops[cut]) !== String(this.saved[cut]));
  }
}

function inFractions([left, top, right, bottom], [width, height]) {
  return [left / width, top / height, right / width, bottom / height];
}

function within(left, top, width, ratio, size) {
  const height = (width * ratio[1]) / ratio[0];
  const x = between(left, 0, size[0] - width) / size[0];
  const y = between(top, 0, size[1] - height) / size[1];
  const crop = { left: x, top: y, right: x + width / size[0], bottom: y + height / size[1] };
  return pixels(crop, size, ratio);
}
