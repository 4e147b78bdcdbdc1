// What the two frames deliver: the finished crops at their true size, and what is measured on them.

import { PORTRAIT_HEAD } from "./framing.js";

const SHARP_SCREENS = 2;
const LEAST_RECOGNISED_PX = 27;
const TOLERANCE_PX = 2;
const PRINT_DPI = 300;
const SHOULDERS = 2; // wide, in heads
const LEAST_FREE = 10; // per cent
const PORTRAIT_PX = 400;
const LARGEST_HEAD = 100 * PORTRAIT_HEAD; // per cent of a portrait's height
const NARROWEST = 4 / 5; // shape of a portrait: the one with the most height
const LARGEST_SAVED_PX = 1600;

export class Results {
  constructor(root, part) {
    const { place, shape, smallest, largest } = root.dataset;
    this.part = part;
    this.use = { name: place, isRound: shape === "circle", smallest: Number(smallest) };
    this.use.largest = Number(largest) || this.use.smallest;
    this.use.needed = Math.max(SHARP_SCREENS * this.use.smallest, this.use.largest);
    for (const name of ["headshot", "small"]) {
      part(name).classList.toggle("is-round", this.use.isRound);
    }
  }

  /** Draw and describe the crops of a FrameTable. */
  show({ frames, photo, size, headBox, chosen }) {
    Object.assign(this, { frames, photo, size, headBox });
    this.cut("headshot", "headshot", this.use.largest);
    this.cut("small", "headshot", this.use.smallest);
    this.cut("portrait", "portrait", PORTRAIT_PX);
    this.describeHeadshot();
    this.describePortrait();
    this.announce(chosen);
  }

  /** Draw a crop on a canvas that is `width` wide in the layout. */
  cut(part, name, width) {
    const canvas = this.part(part);
    canvas.style.inlineSize = `${width}px`;
    draw(canvas, this.source(name), width * Math.min(devicePixelRatio, SHARP_SCREENS));
  }

  source(name) {
    const share = this.photo.width / this.size[0];
    const [left, top, right, bottom] = this.frames[name].map((number) => number * share);
    return { photo: this.photo, left, top, width: right - left, height: bottom - top };
  }

  describeHeadshot() {
    const { name, smallest, largest, needed } = this.use;
    const across = width(this.frames.headshot);
    const tall = this.headPx("headshot", smallest);
    const here = `your head is ${this.headPx("headshot", largest)} pixels tall at ${largest} across`;
    const small = largest > smallest ? `, ${tall} at ${smallest}` : "";
    this.say("headshot-words", `${name}: ${here}${small}.`);
    const warnings = this.whatIsCut("headshot");
    if (tall < LEAST_RECOGNISED_PX) warnings.push(`A face is recognized from ${LEAST_RECOGNISED_PX} on.`);
    if (across < needed) {
      warnings.push(`This crop is ${number(across)} pixels wide; ${name} wants ${needed}.`);
    }
    this.say("headshot-warning", warnings.join(" "));
  }

  describePortrait() {
    const [left, top, right, bottom] = this.frames.portrait;
    const { middle, height } = this.headBox;
    const body = (SHOULDERS * height) / 2;
    const free = Math.max(middle - body - left, right - middle - body, 0) / (right - left);
    const inches = Math.floor((10 * (right - left)) / PRINT_DPI) / 10;
    const share = Math.floor(100 * free);
    const room = share < LEAST_FREE ? "no room" : `${share}% of the width`;
    const paper = `${number(right - left)} pixels wide, ${inches} inch${inches === 1 ? "" : "es"} in print`;
    this.say("portrait-words", `${paper}; ${room} beside you for words.`);
    this.weighPortrait(bottom - top);
  }

  /** Say what a portrait of this height keeps, gives up, and is too tight for. */
  weighPortrait(tall) {
    const { smallest } = this.use;
    const face = this.headPx("portrait", smallest);
    const small = `at ${smallest} across it is ${face} tall.`;
    const shown = this.shownHead("portrait");
    const share = Math.round((100 * shown) / tall);
    const isTight = share > LARGEST_HEAD;
    let lost = isTight ? "your chest and arms." : `a larger face; ${small}`;
    if (face < LEAST_RECOGNISED_PX) lost = `a face for small places; ${small}`;
    let kept = isTight ? "your face." : "you, and where you are.";
    if (!shown) [kept, lost] = ["where you are.", "you."];
    this.say("portrait-kept", kept);
    this.say("portrait-given-up", lost);
    const warnings = this.whatIsCut("portrait");
    if (isTight) {
      const tallest = Math.min(this.size[1], this.size[0] / NARROWEST);
      const fits = Math.round((100 * this.headBox.height) / tallest) <= LARGEST_HEAD;
      warnings.push(
        fits ? "Too tight for a portrait:" : "There is no portrait in this photo:",
        `your head takes ${share}% of the frame’s height, in a portrait ${LARGEST_HEAD}% at most.`,
        fits ? "Give the frame more height." : "Step back, and there is one.",
      );
    }
    this.say("portrait-warning", warnings.join(" "));
  }

  /** Return what a crop cuts off the head, in words; sessions/measures.py asks the same. */
  whatIsCut(name) {
    const [left, top, right, bottom] = this.frames[name];
    const head = this.headBox;
    if (this.headPx(name, 1000) === 0 || head.right < left || head.left > right) {
      return ["Your head is not in it."];
    }
    const radius = (right - left) / 2;
    const crown = Math.hypot(head.middle - left - radius, head.top - top - radius);
    const found = [];
    if (head.top < top - TOLERANCE_PX) found.push("It cuts your hair.");
    else if (name === "headshot" && this.use.isRound && crown > radius + TOLERANCE_PX) {
      found.push("The circle cuts your hair.");
    }
    if (head.bottom > bottom + TOLERANCE_PX) found.push("It cuts your chin.");
    if (head.left < left - TOLERANCE_PX || head.right > right + TOLERANCE_PX) {
      found.push("It cuts your head at the side.");
    }
    return found;
  }

  headPx(name, shownWidth) {
    return Math.floor((this.shownHead(name) * shownWidth) / width(this.frames[name]));
  }

  /** Return how much of the head's height lies in a crop. */
  shownHead(name) {
    const [, top, , bottom] = this.frames[name];
    return Math.max(0, Math.min(bottom, this.headBox.bottom) - Math.max(top, this.headBox.top));
  }

  /** Tell screen readers, once the frame rests. */
  announce(chosen) {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      const name = chosen === "portrait" ? "portrait" : "headshot";
      const words = ["words", "warning"].map((part) => this.part(`${name}-${part}`).textContent);
      this.say("status", words.join(" ").trim());
    }, 700);
  }

  say(part, words) {
    this.part(part).textContent = words;
  }

  /** Hand the headshot to the browser as a file: no server is asked. */
  save() {
    const canvas = document.createElement("canvas");
    const source = this.source("headshot");
    draw(canvas, source, Math.min(Math.round(source.width), LARGEST_SAVED_PX));
    canvas.toBlob(
      (blob) => {
        const href = URL.createObjectURL(blob);
        Object.assign(document.createElement("a"), { href, download: "headshot.jpg" }).click();
        setTimeout(() => URL.revokeObjectURL(href), 60_000);
      },
      "image/jpeg",
      0.92,
    );
  }
}

function draw(canvas, { photo, left, top, width, height }, across) {
  canvas.width = Math.round(across);
  canvas.height = Math.round((across * height) / width);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(photo, left, top, width, height, 0, 0, canvas.width, canvas.height);
}

function width([left, , right]) {
  return right - left;
}

function number(value) {
  return Math.round(value).toLocaleString("en-US");
}
