// Opens the linked photos of a <photo-viewer> in its dialog: it fetches the page that a link leads to and
// shows the part about the photo. Without this script, or where fetching fails, the link leads there.
const PATIENCE = 300; // milliseconds before a word is said about waiting
const SWIPE = 48; // pixels that a finger has to go
const KEYS = { ArrowLeft: "previous", ArrowRight: "next", Home: "first", End: "last" };
const EVENTS = ["click", "keydown", "change", "pointerdown", "pointermove", "pointerup", "pointercancel"];

class PhotoViewer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.place = this.dialog.querySelector(".viewer-place");
    this.said = this.dialog.querySelector("[role=status]");
    this.number = [...document.querySelectorAll("photo-viewer")].indexOf(this);
    this.home = { title: document.title, path: location.pathname };
    this.pages = new Map();
    this.turn = this.named = 0;
    for (const type of EVENTS) this.addEventListener(type, this);
    this.dialog.addEventListener("close", this);
    window.addEventListener("popstate", this);
    this.querySelector(".photo-link:target")?.focus();
  }

  disconnectedCallback() {
    window.removeEventListener("popstate", this);
  }

  handleEvent(event) {
    this[`on${event.type}`](event);
  }

  get article() {
    return this.place.querySelector("article");
  }

  onclick(event) {
    if (event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target.closest("a[href], button, input");
    if (!target) return;
    const step = ["previous", "next"].find((name) => target.matches(`.viewer-${name}`));
    if (target.matches(".photo-link")) this.open(target);
    else if (step) this.step(step);
    else if (target.matches(".viewer-close") || this.leadsHome(target)) this.dialog.close();
    else {
      // The arrow keys step again after a choice by pointer; with the keyboard they choose.
      if (target.matches("input") && event.detail) this.place.focus({ preventScroll: true });
      return;
    }
    event.preventDefault();
  }

  onkeydown(event) {
    const isModified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    const step = KEYS[event.key];
    if (!this.dialog.open || !step || isModified || event.target.matches("input")) return;
    event.preventDefault();
    this.step(step);
  }

  // The framing that somebody chose stays chosen.
  onchange(event) {
    this.framing = event.target.value;
    history.replaceState(history.state, "", this.framed(this.address));
    this.fetchNeighbours();
  }

  onpopstate(event) {
    if (event.state?.viewer === this.number) return this.show(location.href);
    if (this.dialog.open) this.dialog.close();
    setTimeout(() => (history.scrollRestoration = "auto"));
  }

  onclose() {
    this.turn += 1;
    const link = this.linkOf(this.address);
    const back = this.article?.querySelector(".one-photo-back");
    document.title = this.home.title;
    this.place.replaceChildren();
    if (history.state?.viewer === this.number) {
      // A photo of another page of the gallery: whoever closes the viewer stays with it.
      if (!link && back && this.leadsHome(back)) return location.replace(back.href);
      history.back();
    }
    const last = link || this.opener;
    last?.focus({ preventScroll: true });
    last?.scrollIntoView({ block: "nearest" });
  }

  open(link) {
    this.opener = link;
    this.address = link.href;
    // The list stays where it is; afterwards it shows the photo that was seen last.
    history.scrollRestoration = "manual";
    this.show(link.href, "push");
  }

  step(name) {
    const address = this.addressOf(name);
    if (address) return this.show(address, "replace", name);
    const end = { previous: "first", next: "last" }[name];
    if (end) this.say(`This is the ${end} photograph.`);
  }

  addressOf(name) {
    const { article } = this;
    const rel = { previous: "prev", next: "next" }[name];
    const address = rel ? article?.querySelector(`a[rel=${rel}]`)?.href : article?.dataset[name];
    return address ? new URL(address, location.href).href : null;
  }

  async show(address, remember = "", step = "") {
    const turn = ++this.turn;
    const wait = setTimeout(() => this.wait(true), PATIENCE);
    if (!this.dialog.open) this.dialog.showModal();
    if (!this.article) this.place.focus();
    try {
      const page = await this.page(address);
      if (turn !== this.turn) return;
      const image = this.frame(page.article);
      await Promise.race([image?.decode().catch(() => null), pause(PATIENCE)]);
      if (turn !== this.turn) return;
      this.put(page, step);
      this.named = turn;
      this.remember(address, remember);
      this.fetchNeighbours();
      await image?.decode().catch(() => null);
    } catch {
      if (turn === this.turn) location.assign(address);
    } finally {
      clearTimeout(wait);
      if (turn === this.turn) this.wait(false);
    }
  }

  // Put a photo in the place of the one before it; whoever stood in that one, stands in the place.
  put(page, step) {
    const stoodInside = this.place.contains(document.activeElement);
    this.place.replaceChildren(page.article);
    this.place.scrollTop = 0;
    if (stoodInside) this.place.focus({ preventScroll: true });
    const { article } = page;
    for (const name of ["previous", "next"]) {
      const button = this.dialog.querySelector(`button.viewer-${name}`);
      button.ariaDisabled = String(!this.addressOf(name));
    }
    document.title = page.title;
    const number = article.querySelector(".one-photo-number").textContent;
    const title = article.querySelector(".one-photo-title").textContent;
    this.say(`${number}: ${title}`);
    const side = { previous: -1, next: 1 }[step];
    if (side && moves()) {
      const from = { opacity: 0, translate: `${40 * side}px` };
      const timing = { duration: 240, easing: "cubic-bezier(0.2, 0.6, 0.2, 1)" };
      article.querySelector(".one-photo-stage").animate([from, {}], timing);
    }
  }

  remember(address, how) {
    this.address = address;
    const state = { viewer: this.number };
    if (how === "push") history.pushState(state, "", this.framed(address));
    if (how === "replace") history.replaceState(state, "", this.framed(address));
  }

  framed(address) {
    if (!this.framing) return address;
    const url = new URL(address, location.href);
    url.search = "";
    url.searchParams.set("framing", this.framing);
    return url.href;
  }

  // Set a photo to the chosen framing, where it has it; return the picture that is shown then.
  frame(article) {
    const chosen = article.querySelector(`input[value="${this.framing}"]`);
    if (chosen) chosen.checked = true;
    const shown = article.querySelector("input:checked")?.value;
    const image = article.querySelector(shown ? `.cut-${shown} img` : ".cut img");
    if (image) image.loading = "eager";
    return image;
  }

  // Fetched ahead: the pages beside this one, and the pictures that they will show.
  fetchNeighbours() {
    for (const name of ["next", "previous"]) {
      const address = this.addressOf(name);
      if (address) this.page(address).then((page) => this.frame(page.article), () => null);
    }
  }

  page(address) {
    if (!this.pages.has(address)) {
      const page = fetchPage(address);
      page.catch(() => this.pages.delete(address));
      this.pages.set(address, page);
    }
    return this.pages.get(address);
  }

  linkOf(address) {
    if (!address) return null;
    const path = new URL(address, location.href).pathname;
    return [...this.querySelectorAll(".photo-link")].find((link) => link.pathname === path);
  }

  leadsHome(link) {
    return link.matches(".one-photo-back") && link.pathname === this.home.path;
  }

  say(words) {
    this.said.textContent = words;
  }

  wait(is) {
    const words = this.dialog.querySelector(".viewer-wait");
    words.hidden = !is;
    // Once the photo was named, its name stays: what is awaited then is only its picture.
    if (is && this.named !== this.turn) this.say(words.textContent);
  }

  // A finger moves the photo along a little, and lets go of it for the next one.
  onpointerdown(event) {
    const link = event.target.closest(".photo-link");
    if (link && event.pointerType === "mouse" && !event.button) this.page(link.href).catch(() => null);
    const isZoomed = visualViewport && visualViewport.scale > 1.01;
    const isFinger = event.isPrimary && event.pointerType !== "mouse";
    const stage = event.target.closest(".viewer .one-photo-stage");
    this.letGo();
    if (stage && isFinger && !isZoomed) this.finger = { stage, x: event.clientX, y: event.clientY };
  }

  onpointermove(event) {
    const { finger } = this;
    if (!finger || !event.isPrimary) return;
    finger.across = event.clientX - finger.x;
    finger.isSideways ||= Math.abs(finger.across) > 8 && Math.abs(finger.across) > Math.abs(event.clientY - finger.y);
    if (!finger.isSideways || !moves()) return;
    const isEnd = !this.addressOf(finger.across > 0 ? "previous" : "next");
    finger.stage.style.translate = `${finger.across * (isEnd ? 0.15 : 0.5)}px`;
  }

  onpointerup(event) {
    const { finger } = this;
    if (!finger || !event.isPrimary) return;
    this.letGo();
    if (finger.isSideways && Math.abs(finger.across) >= SWIPE) this.step(finger.across > 0 ? "previous" : "next");
  }

  onpointercancel() {
    this.letGo();
  }

  letGo() {
    const { finger } = this;
    this.finger = null;
    if (!finger?.stage.style.translate) return;
    const from = { translate: finger.stage.style.translate };
    finger.stage.style.translate = "";
    finger.stage.animate([from, { translate: "0px" }], { duration: 180, easing: "ease-out" });
  }
}

async function fetchPage(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const article = page.querySelector(".one-photo");
  if (!article) throw new Error(`${address} shows no photo.`);
  return { title: page.title, article: document.importNode(article, true) };
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const moves = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

customElements.define("photo-viewer", PhotoViewer);
