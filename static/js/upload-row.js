// The line of one chosen file in a <photo-drop>: how far it is, then what became of it.

const PREVIEW_HEIGHT = 192; // twice as many pixels as it is high, for fine screens

export class UploadRow {
  constructor(file, template) {
    this.file = file;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.find("name").textContent = file.name;
    this.find("size").textContent = inWords(file.size);
    this.find("remove").setAttribute("aria-label", `Leave out ${file.name}`);
    this.find("again").setAttribute("aria-label", `Try ${file.name} again`);
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", file.name);
  }

  find(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  // Shows a state: by a word or sentence, or by the lines that the server wrote.
  show(state, words, html = "") {
    this.state = state;
    this.element.dataset.now = state;
    this.find("words").textContent = words;
    this.find("words").hidden = html !== "";
    this.find("remove").hidden = state !== "waiting";
    this.find("again").hidden = state !== "failed";
    this.bar.hidden = !["queued", "sending"].includes(state);
    this.bar.value = 0;
    const result = this.find("result");
    result.innerHTML = html; // our own template's, escaped there
    if (state === "alike") result.firstElementChild.prepend(preview(this.file));
  }

  progress(part) {
    this.find("words").textContent =
      part < 1 ? `sending ${Math.floor(part * 100)} %` : "looking at it";
    if (part < 1) this.bar.value = part;
    else this.bar.removeAttribute("value"); // how long that takes is not known
  }
}

export function inWords(bytes) {
  if (bytes < 1024 ** 2 / 10) return `${Math.ceil(bytes / 1024)} kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

// The file itself, beside the photo it looks like; nothing where the browser cannot show it.
// On a canvas: the page may load pictures of the site only, and the file is far too large.
function preview(file) {
  const canvas = Object.assign(document.createElement("canvas"), { className: "upload-new" });
  canvas.role = "img";
  canvas.ariaLabel = "The file you chose";
  createImageBitmap(file, { resizeHeight: PREVIEW_HEIGHT, resizeQuality: "medium" }).then(
    (bitmap) => {
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      // Drawn: handing it over loses how a photograph is turned in some browsers.
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
    },
    () => canvas.remove(),
  );
  return canvas;
}
