// Frames as a soft pencil draws them, as SVG path data: sessions/pencil.py for frames that move.
// Each has a hand of its own, which does not tremble while its frame is dragged.

export const WIDTH = 1000;

/** Return a hand: for every stroke the same small deviations, from 0 to 1. */
export function makeHand(seed) {
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: 4 }, () => Array.from({ length: 6 }, random));
}

/** Return the strokes around [left, top, right, bottom], in units. */
export function strokes([left, top, right, bottom], hand) {
  const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
  return corners.map((from, i) => stroke(from, corners[(i + 1) % 4], hand[i])).join("");
}

/** Return everything outside a frame: the whole photo, `tall` units, with the frame as a hole. */
export function veil([left, top, right, bottom], tall) {
  return `M0 0H${WIDTH}V${tall}H0ZM${left} ${top}V${bottom}H${right}V${top}Z`;
}

/** Return the oval around a head, and the line of its eyes. */
export function oval([left, top, right, bottom], eyes) {
  const [rx, ry] = [(right - left) / 2, (bottom - top) / 2];
  const half = `a${rx} ${ry} 0 0 1 `;
  const around = `M${left} ${top + ry}${half}${2 * rx} 0${half}${-2 * rx} 0Z`;
  return `${around}M${left + rx / 4} ${eyes}H${right - rx / 4}`;
}

function stroke([x0, y0], [x1, y1], hand) {
  const length = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) || 1;
  const [along, across] = [(x1 - x0) / length, (y1 - y0) / length];
  const place = (share, beyond, aside) =>
    [
      x0 + (x1 - x0) * share + along * beyond - across * aside,
      y0 + (y1 - y0) * share + across * beyond + along * aside,
    ]
      .map((number) => number.toFixed(2))
      .join(" ");
  const aside = (number, most) => most * (2 * hand[number] - 1);
  const points = [
    place(0.33, 0, aside(1, 2.6)),
    place(0.66, 0, aside(2, 2.6)),
    place(1, 3 + 7 * hand[4], aside(3, 1.6)),
  ];
  return `M${place(0, -3 - 7 * hand[5], aside(0, 1.6))}C${points.join(" ")}`;
}
