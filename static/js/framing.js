// From a head box and a use to a crop, in the browser: sessions/framing.py and boxes.py, and what
// renditions.cut_box makes of them, number for number. The reasons for the rules stand there;
// tests/browser/test_crop_desk.py compares the two over random photographs.
//
// A head is {left, top, right, bottom, eyeLine, facing}, a crop {left, top, right, bottom}: both in
// fractions of the upright photograph. A size is [width, height], a ratio a number or such a pair.

const HEADSHOT_RATIOS = [[4, 5], [1, 1]];
const PORTRAIT_RATIOS = [[3, 2], [2, 3], [4, 5]];
const LEAST_CROP_PX = 240;
export const LEAST_HEAD_PX = 107;

const HEADSHOT_AIMS = [
  [9 / 16, 0.34, 0.29],
  [2 / 3, 0.39, 0.31],
  [4 / 5, 0.45, 0.33],
  [1 / 1, 0.53, 0.365],
  [3 / 2, 0.61, 0.405],
  [16 / 9, 0.64, 0.42],
];
const HEADSHOT_AIR = [0.078, 0.118];
const TIGHT_AIR = 0.03;
const CHEST = { upright: [0.38, 1.06], wide: [0.18, 0.8] };
const TIGHTEST = 1.25;
const LOOKING_ROOM = 0.06;

const PORTRAIT_EYE_LINE = 0.36;
export const PORTRAIT_HEAD = 0.31;
const NEAR_LIMITS = [0.4, 0.185];
const FAR_LIMITS = [0.42, 0.34];
const FAR_HEAD = 0.14;
const SMALLEST_HEAD = 0.09;
const SITTER = 0.5;

/** Round to a whole number as Python does: halves go to the even neighbour. */
export function round(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}

/** Return value, or the limit that it passes; `low` wins where the limits contradict. */
export function between(value, low, high) {
  return Math.max(low, Math.min(value, high));
}

/** Return the portrait ratio, as a pair, that suits a photograph of a size with a head or null. */
export function naturalRatio([width, height], head) {
  const own = width / height;
  const loss = ([across, down]) => Math.max((own * down) / across, across / (own * down));
  const nearest = PORTRAIT_RATIOS.reduce((best, pair) => (loss(pair) < loss(best) ? pair : best));
  const box = inPixels(head, width, height);
  if (!box || box.height <= (PORTRAIT_HEAD * width * nearest[1]) / nearest[0]) return nearest;
  const upright = PORTRAIT_RATIOS.filter(([across, down]) => across / down <= own);
  return upright.reduce((best, pair) => (asNumber(pair) > asNumber(best) ? pair : best), [2, 3]);
}

/** Return the tight, chest-up crop of one person, or null where the photograph has none. */
export function headshot([width, height], head, others, ratioOrPair) {
  const ratio = asNumber(ratioOrPair);
  const box = inPixels(head, width, height);
  if (box === null || box.height < LEAST_HEAD_PX) return null;
  const tallest = Math.min(height, width / ratio);
  if (box.height > tallest || box.width > tallest * ratio) return null;
  const [share, eyeLine] = aims(ratio);
  const neighbours = sitters(others, box, width, height);
  const shift = { left: LOOKING_ROOM, right: -LOOKING_ROOM }[head.facing] ?? 0;
  const wanted = headshotHeight(box, share, eyeLine, ratio, height);
  for (const tighter of [1, 1.1, TIGHTEST]) {
    for (const aside of [0, -0.05, 0.05, -0.08, 0.08]) {
      let cropHeight = Math.max(Math.min(wanted, box.height / (share * tighter)), LEAST_CROP_PX);
      cropHeight = Math.min(cropHeight, tallest);
      const top = box.top - headshotAir(box, cropHeight, eyeLine, ratio) * cropHeight;
      const middle = 0.5 + shift + (aside * shift <= 0 ? aside : aside / 4);
      const left = box.middle - middle * cropHeight * ratio;
      const crop = placed(left, top, cropHeight, ratio, width, height, box);
      if (!neighbours.some((neighbour) => overlap(crop, neighbour) > 0.15)) {
        return inFractions(crop, width, height);
      }
    }
  }
  return null;
}

/** Return the wide crop: the person and the surroundings, everyone in. */
export function portrait(size, head, others, ratioOrPair) {
  const [width, height] = size;
  const ratio = asNumber(ratioOrPair);
  const tallest = Math.min(height, width / ratio);
  const box = inPixels(head, width, height);
  if (box === null) {
    const left = (width - tallest * ratio) / 2;
    return inFractions(makeBox(left, 0, left + tallest * ratio, tallest), width, height);
  }
  const people = [box, ...sitters(others, box, width, height)];
  const everyone = around(people.map((person) => withMargin(person, width, height)));
  const tight = HEADSHOT_RATIOS.map((pair) => headshot(size, head, others, pair))
    .filter((crop) => crop !== null)
    .map((crop) => inPixels(crop, width, height, box.eyes));
  const keep =
    [around([everyone, ...tight]), everyone].find((part) => fits(part, tallest, ratio)) ??
    withMargin(box, width, height);

  const [usual, air] = portraitHeight(box, height, tallest);
  let cropHeight = Math.max(usual, keep.height, keep.width / ratio, LEAST_CROP_PX);
  cropHeight = Math.min(cropHeight, tallest);
  let top = Math.max(box.eyes - PORTRAIT_EYE_LINE * cropHeight, box.top - air * cropHeight);
  top = between(top, keep.bottom - cropHeight, keep.top);
  const looking = people.length === 1 ? ({ left: 0.08, right: -0.08 }[head.facing] ?? 0) : 0;
  const cropWidth = cropHeight * ratio;
  const across = everyone.middle - (0.5 + looking) * cropWidth;
  const left = between(across, keep.right - cropWidth, keep.left);
  return inFractions(placed(left, top, cropHeight, ratio, width, height, box), width, height);
}

/** Return a crop as [left, top, right, bottom] in whole pixels, inside the photograph. */
export function pixels(crop, [width, height], ratioOrPair) {
  const ratio = asNumber(ratioOrPair);
  let cropWidth = between(round((crop.right - crop.left) * width), 1, width);
  const cropHeight = between(round(cropWidth / ratio), 1, height);
  cropWidth = between(round(cropHeight * ratio), 1, width);
  const left = Math.min(Math.max(0, round(crop.left * width)), width - cropWidth);
  const top = Math.min(Math.max(0, round(crop.top * height)), height - cropHeight);
  return [left, top, left + cropWidth, top + cropHeight];
}

/**
 * Return a cut of a photograph as {ratio, pixels}; pixels is null where it is declined.
 *
 * photo: {size, head, faces, isConfirmed, handCrops}; faces as stored with the photograph.
 * cut: its key, such as "headshot 4:5" or "portrait" (in the photograph's own shape).
 */
export function describeCut(photo, cut) {
  const [frame, words] = cut.split(" ");
  const ratio = words ? words.split(":").map(Number) : naturalRatio(photo.size, photo.head);
  return { ratio, pixels: cutBox(photo, cut, frame, ratio) };
}

/** Whether the head box is good for a headshot: confirmed, or of a face nothing hides. */
export function hasClearHead({ head, faces, isConfirmed }) {
  if (head === null || isConfirmed) return head !== null;
  return faces.every((face) => !isAt(face, head) || face.is_clear !== false);
}

/** Return the heads on a photograph that are not its sitter's. */
export function otherHeads({ head, faces }) {
  return faces.filter((face) => head === null || !isAt(face, head)).map(headOf);
}

/** Return a found face, as stored, as a head. */
export function headOf(face) {
  const { left, top, right, bottom, eye_line: eyeLine, facing } = face;
  return { left, top, right, bottom, eyeLine, facing };
}

/** Return a head or crop in pixels, with its eyes; null for one that is missing or empty. */
export function inPixels(box, width, height, eyes) {
  if (!box || box.right <= box.left || box.bottom <= box.top) return null;
  const at = eyes ?? between(box.eyeLine, box.top, box.bottom) * height;
  return makeBox(box.left * width, box.top * height, box.right * width, box.bottom * height, at);
}

/** Return the heads, in pixels, of further sitters: not of people in the background. */
export function sitters(others, head, width, height) {
  const boxes = others.map((other) => inPixels(other, width, height));
  return boxes.filter((box) => box && box.height >= SITTER * head.height);
}

/** Return the share of a head that lies inside a crop. */
export function overlap(crop, head) {
  const across = Math.min(crop.right, head.right) - Math.max(crop.left, head.left);
  const down = Math.min(crop.bottom, head.bottom) - Math.max(crop.top, head.top);
  return (Math.max(0, across) * Math.max(0, down)) / (head.width * head.height);
}

/** Return a rectangle in pixels; with the eye line where it is a head. */
export function makeBox(left, top, right, bottom, eyes = 0) {
  const [width, height, middle] = [right - left, bottom - top, (left + right) / 2];
  return { left, top, right, bottom, eyes, width, height, middle };
}

function cutBox(photo, cut, frame, ratio) {
  const byHand = photo.handCrops[cut];
  if (byHand) {
    const [left, top, right, bottom] = byHand;
    return pixels({ left, top, right, bottom }, photo.size, ratio);
  }
  if (frame === "headshot" && !hasClearHead(photo)) return null;
  const rule = frame === "headshot" ? headshot : portrait;
  const crop = rule(photo.size, photo.head, otherHeads(photo), ratio);
  return crop && pixels(crop, photo.size, ratio);
}

/** Whether the middle of a found face lies in the head box: the same person's. */
export function isAt(face, head) {
  const [across, down] = [(face.left + face.right) / 2, (face.top + face.bottom) / 2];
  return head.left <= across && across <= head.right && head.top <= down && down <= head.bottom;
}

function asNumber(ratio) {
  return Array.isArray(ratio) ? ratio[0] / ratio[1] : ratio;
}

function aims(ratio) {
  const lower = HEADSHOT_AIMS.findLast((row) => row[0] <= ratio) ?? HEADSHOT_AIMS[0];
  const upper = HEADSHOT_AIMS.find((row) => row[0] >= ratio) ?? HEADSHOT_AIMS.at(-1);
  if (upper[0] === lower[0]) return lower.slice(1);
  const part = between((ratio - lower[0]) / (upper[0] - lower[0]), 0, 1);
  return [1, 2].map((column) => lower[column] + part * (upper[column] - lower[column]));
}

function chest(ratio) {
  return ratio > 0.9 ? CHEST.wide : CHEST.upright;
}

function headshotHeight(head, share, eyeLine, ratio, height) {
  const usual = head.height / share;
  const belowEyes = (height - head.eyes) / (1 - eyeLine);
  const toMidChest = head.top + head.height * (1 + chest(ratio)[1]);
  return Math.max(Math.min(usual, belowEyes, toMidChest), usual / TIGHTEST);
}

function headshotAir(head, cropHeight, eyeLine, ratio) {
  const air = between(eyeLine - (head.eyes - head.top) / cropHeight, ...HEADSHOT_AIR);
  const spare = 1 - (head.height / cropHeight) * (1 + chest(ratio)[0]);
  return Math.max(Math.min(air, spare), TIGHT_AIR);
}

function portraitHeight(head, height, tallest) {
  let [cropHeight, air] = [0, 0];
  for (const [eyeLine, most] of [NEAR_LIMITS, FAR_LIMITS]) {
    air = most;
    cropHeight = Math.min(
      tallest,
      (height - head.eyes) / (1 - eyeLine),
      (height - head.top) / (1 - air),
    );
    if (head.height / cropHeight >= FAR_HEAD) break;
  }
  cropHeight = Math.min(cropHeight, head.height / SMALLEST_HEAD);
  return [Math.max(cropHeight, head.height / PORTRAIT_HEAD), air];
}

function placed(left, top, cropHeight, ratio, width, height, head) {
  const cropWidth = cropHeight * ratio;
  let [x, y] = [between(left, head.right - cropWidth, head.left), Math.min(top, head.top)];
  x = between(x, 0, width - cropWidth);
  y = between(y, 0, height - cropHeight);
  return makeBox(x, y, x + cropWidth, y + cropHeight);
}

function inFractions(box, width, height) {
  return {
    left: Math.max(0, box.left / width),
    top: Math.max(0, box.top / height),
    right: Math.min(1, box.right / width),
    bottom: Math.min(1, box.bottom / height),
  };
}

function withMargin(box, width, height) {
  const air = 0.08 * box.height;
  return makeBox(
    Math.max(0, box.left - air),
    Math.max(0, box.top - air),
    Math.min(width, box.right + air),
    Math.min(height, box.bottom + air),
  );
}

function around(boxes) {
  const sides = (name) => boxes.map((box) => box[name]);
  return makeBox(
    Math.min(...sides("left")),
    Math.min(...sides("top")),
    Math.max(...sides("right")),
    Math.max(...sides("bottom")),
  );
}

function fits(box, tallest, ratio) {
  return box.height <= tallest && box.width <= tallest * ratio;
}
