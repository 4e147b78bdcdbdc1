// What may be wrong with one crop in one place: sessions/crop_checks.py, word for word. The reasons
// stand there; tests/browser/test_crop_desk.py compares the two.

import { inPixels, LEAST_HEAD_PX, makeBox, overlap, round, sitters } from "./framing.js";

const TOLERANCE_PX = 2;
const LEAST_RECOGNISED_PX = 27;
const SHARP_SCREENS = 2;
const BEHIND_MIDDLE = { headshot: 0.08, portrait: 0.12 };
const NEIGHBOUR = 0.15;

/**
 * Return what may be wrong with a crop in a place as [{name, words}], worst first.
 *
 * crop: [left, top, right, bottom] in pixels. place: {framing, smallestPx, isRound}.
 * head: as in framing.js, or null. others: further heads.
 */
export function findings(crop, place, [width, height], head, others) {
  const box = inPixels(head, width, height);
  const rectangle = makeBox(...crop);
  const found = box ? whatIsCut(rectangle, box, place) : [];
  if (box && found[0]?.name !== "head-outside") {
    found.push(
      ...whatIsSmall(rectangle, box, place),
      ...whatIsAround(rectangle, box, place, head.facing),
      ...whoElseIsThere(rectangle, box, place, sitters(others, box, width, height)),
    );
  }
  return [...found, ...whatIsEnlarged(rectangle, place)];
}

/** Say why framing.headshot declined a photograph. */
export function reasonForNone([across, down], [width, height], head, isClear) {
  const box = inPixels(head, width, height);
  const tallest = Math.min(height, (width * down) / across);
  let words = "another face is too close.";
  if (!box) {
    words = "there is no head box.";
  } else if (!isClear) {
    words = "something seems to hide the face. Say that the head box is right to have one.";
  } else if (box.height < LEAST_HEAD_PX) {
    words = `the head is ${round(box.height)} pixels tall, it needs ${LEAST_HEAD_PX}.`;
  } else if (box.height > tallest || box.width > (tallest * across) / down) {
    words = `the head does not fit into ${across}:${down}.`;
  }
  return { name: "no-headshot", words: `No headshot: ${words}` };
}

function whatIsCut(crop, head, place) {
  if (overlap(crop, head) === 0) {
    return [{ name: "head-outside", words: "The head is not in the picture." }];
  }
  const found = [];
  if (crop.top > head.top + TOLERANCE_PX) {
    found.push({ name: "crown-cut", words: "The crown is cut." });
  } else if (place.isRound && isBeyondCircle(crop, head)) {
    found.push({ name: "crown-cut", words: "The circle cuts the crown." });
  }
  if (crop.bottom < head.bottom - TOLERANCE_PX) {
    found.push({ name: "chin-cut", words: "The chin is cut." });
  }
  if (crop.left > head.left + TOLERANCE_PX || crop.right < head.right - TOLERANCE_PX) {
    found.push({ name: "side-cut", words: "The head is cut at the side." });
  }
  return found;
}

function isBeyondCircle(crop, head) {
  const radius = crop.width / 2 + TOLERANCE_PX;
  const across = head.middle - crop.middle;
  const down = head.top - (crop.top + crop.bottom) / 2;
  return across * across + down * down > radius * radius;
}

function whatIsSmall(crop, head, { smallestPx }) {
  if (smallestPx === null) return [];
  const tall = (head.height * smallestPx) / crop.width;
  if (tall >= LEAST_RECOGNISED_PX) return [];
  const words = `At ${smallestPx} pixels the head is ${round(tall)} pixels tall: `;
  return [{ name: "face-small", words: `${words}too small to be recognised.` }];
}

function whatIsEnlarged(crop, { smallestPx }) {
  const needed = SHARP_SCREENS * (smallestPx ?? 0);
  if (crop.width >= needed) return [];
  const words = `It would be enlarged: ${needed} pixels across are needed, it has ${round(crop.width)}.`;
  return [{ name: "enlarged", words }];
}

function whatIsAround(crop, head, { framing }, facing) {
  let behind = (head.middle - crop.left) / crop.width - 0.5;
  if (facing === "left") behind = -behind;
  if (facing === "front" || behind <= BEHIND_MIDDLE[framing]) return [];
  return [{ name: "little-room", words: "Little room on the side the sitter looks to." }];
}

function whoElseIsThere(crop, head, { framing }, neighbours) {
  if (framing !== "headshot" || neighbours.every((one) => overlap(crop, one) <= NEIGHBOUR)) {
    return [];
  }
  return [{ name: "neighbour", words: "Another face is in the picture." }];
}
