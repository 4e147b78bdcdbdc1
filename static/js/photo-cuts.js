// Zooms a photograph of <photo-cuts> from the cut that was shown to the one that is chosen: the frame
// becomes the picture. Choosing itself is the work of radio buttons and the stylesheet.
const DURATION = 360;

class PhotoCuts extends HTMLElement {
  connectedCallback() {
    this.shown = this.chosen;
    this.addEventListener("change", this);
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, this);
  }

  handleEvent(event) {
    if (event.target.closest(".switch")) this.loadAll();
    if (event.type !== "change") return;
    const [from, to] = [this.shown, this.chosen];
    this.shown = to;
    if (from !== to) this.zoom(from, to);
  }

  get chosen() {
    const value = this.querySelector(":checked")?.value;
    return value ? this.querySelector(`.cut-${value}`) : null;
  }

  // Somebody is about to choose: the pictures that are not shown yet wait for nothing.
  loadAll() {
    for (const image of this.querySelectorAll("img[loading]")) image.loading = "eager";
  }

  async zoom(from, to) {
    const isReady = to.querySelector("img")?.complete;
    if (!isReady || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    from.style.display = "block";
    const [before, after] = [placed(from), placed(to)];
    to.style.zIndex = 1;
    const timing = { duration: DURATION, easing: "cubic-bezier(0.3, 0, 0.1, 1)" };
    const leaving = [{ opacity: 1 }, { opacity: 0, transform: moved(before, after) }];
    from.animate(leaving, timing);
    const arriving = to.animate([{ transform: moved(after, before) }, { transform: "none" }], timing);
    await arriving.finished.catch(() => null);
    from.style.display = to.style.zIndex = from.style.transformOrigin = to.style.transformOrigin = "";
  }
}

// Where the picture of a cut lies in the stage, and where the whole photograph would, if it showed more
// than its part.
function placed(cut) {
  const [left, top, right, bottom] = cut.dataset.crop.split(" ").map(Number);
  const stage = cut.getBoundingClientRect();
  const tone = cut.querySelector(".picture-tone").getBoundingClientRect();
  const box = { left: tone.left - stage.left, top: tone.top - stage.top };
  cut.style.transformOrigin = `${box.left}px ${box.top}px`;
  const width = tone.width / (right - left);
  const height = tone.height / (bottom - top);
  return { box, width, left: box.left - left * width, top: box.top - top * height, crop: [left, top], height };
}

// The transform that lays one cut onto the photograph as another one shows it.
function moved(one, other) {
  const [left, top] = one.crop;
  const across = other.left + left * other.width - one.box.left;
  const down = other.top + top * other.height - one.box.top;
  return `translate(${across}px, ${down}px) scale(${other.width / one.width})`;
}

customElements.define("photo-cuts", PhotoCuts);
