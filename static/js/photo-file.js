// Opens a picture file of the visitor's own, upright and no larger than a screen needs.

const LONGEST_PX = 2000;
const LEAST_PX = 240;
const MOST_MEGAPIXELS = 120;

/** A file that is of no use here; `words` say why. */
class Refused extends Error {
  constructor(words) {
    super(words);
    this.words = words;
  }
}

/**
 * Return {canvas, size} of a picture file: the canvas shows it upright, at most 2,000 pixels
 * long; size is that of the whole upright picture, [width, height].
 *
 * Rejects with an error whose `words` tell the visitor why it cannot be used.
 */
export async function openPhoto(file) {
  const stored = await storedSize(file);
  const megapixels = stored ? (stored[0] * stored[1]) / 1e6 : 0;
  if (megapixels > MOST_MEGAPIXELS) {
    const has = `This picture has ${Math.round(megapixels)} megapixels`;
    throw new Refused(`${has}. Up to ${MOST_MEGAPIXELS} can be opened here: choose a smaller one.`);
  }
  const bitmap = await decoded(file, stored);
  const size = upright(stored, bitmap);
  if (Math.min(...size) < LEAST_PX) {
    const has = `This picture is ${size.join(" × ")} pixels`;
    throw new Refused(`${has}: too small to cut a headshot from. Choose a larger one.`);
  }
  return { canvas: drawn(bitmap), size };
}

async function decoded(file, stored) {
  const options = { imageOrientation: "from-image" };
  const longest = stored ? Math.max(...stored) : 0;
  if (longest > LONGEST_PX) {
    options.resizeWidth = Math.round((stored[0] * LONGEST_PX) / longest);
    options.resizeQuality = "high";
  }
  try {
    return await createImageBitmap(file, options);
  } catch {
    const isHeic = /\.hei[cf]$/i.test(file.name) || /hei[cf]/.test(file.type);
    throw new Refused(
      isHeic
        ? "Your browser cannot open HEIC pictures. Safari can; or choose a JPEG."
        : "Your browser cannot open this file as a picture. Choose a JPEG, PNG or WebP.",
    );
  }
}

function drawn(bitmap) {
  const share = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * share);
  canvas.height = Math.round(bitmap.height * share);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** Return the size of a picture that may be stored lying on its side. */
function upright(stored, bitmap) {
  if (!stored) return [bitmap.width, bitmap.height];
  const isTurned = stored[0] > stored[1] !== bitmap.width > bitmap.height;
  return isTurned ? [stored[1], stored[0]] : stored;
}

/** Return the size that the header of a JPEG or PNG names; null for other files. */
async function storedSize(file) {
  const view = new DataView(await file.slice(0, 2 ** 20).arrayBuffer());
  if (view.byteLength < 32) return null;
  if (view.getUint32(0) === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf;
    if (isFrame && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
  }
  return null;
}
