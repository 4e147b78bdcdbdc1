// The dialog in which photos are chosen by looking. One a page, made when it is first wanted.

const AWAY = "The photos could not be loaded. Sign in again in another window, then try once more.";

const MARKUP = `
  <header><h2></h2><button type="button" class="plain-button" data-does="close">Close</button></header>
  <div class="photo-chooser-body"></div>
  <footer hidden>
    <p role="status"></p>
    <button type="button" class="button default" data-does="add">Add them</button>
  </footer>`;

class PhotoChooser {
  constructor() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "photo-chooser";
    this.dialog.innerHTML = MARKUP;
    document.body.append(this.dialog);
    this.heading = this.dialog.querySelector("h2");
    this.heading.id = "photo-chooser-heading";
    this.dialog.setAttribute("aria-labelledby", this.heading.id);
    this.body = this.dialog.querySelector(".photo-chooser-body");
    this.footer = this.dialog.querySelector("footer");
    for (const type of ["click", "submit", "input", "keydown", "close"]) {
      this.dialog.addEventListener(type, this);
    }
  }

  open({ address, many = false, taken = [] }) {
    Object.assign(this, { address, many, taken: taken.map(String), chosen: new Map() });
    this.heading.textContent = many ? "Choose photos" : "Choose a photo";
    this.footer.hidden = !many;
    this.body.replaceChildren();
    this.count();
    this.dialog.showModal();
    this.load(this.body, "dialog", {}).then(() => this.body.querySelector("input")?.focus());
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  handleEvent(event) {
    this[`on${event.type}`](event);
  }

  onclick(event) {
    const option = event.target.closest(".photo-option");
    const more = event.target.closest(".photo-options-more");
    if (option) this.choose(option);
    if (more) this.more(event, more);
    if (event.target.closest("[data-does=close]")) this.dialog.close();
    if (event.target.closest("[data-does=add]")) this.finish([...this.chosen.values()]);
  }

  onsubmit(event) {
    event.preventDefault();
    this.find();
  }

  oninput() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.find(), 250);
  }

  onkeydown(event) {
    const options = [...this.body.querySelectorAll(".photo-option:not(:disabled)")];
    const from = options.indexOf(document.activeElement);
    if (from < 0) return;
    const to = neighbour(options, from, event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  onclose() {
    this.resolve?.([]);
  }

  choose(option) {
    const { number, title, url, unseen } = option.dataset;
    const photo = { number, title, url, unseen, image: option.querySelector("img")?.cloneNode() };
    if (!this.many) return this.finish([photo]);
    if (!this.chosen.delete(number)) this.chosen.set(number, photo);
    option.setAttribute("aria-pressed", this.chosen.has(number));
    this.count();
  }

  count() {
    const { size } = this.chosen;
    this.footer.querySelector("p").textContent =
      size === 1 ? "1 photo chosen" : `${size} photos chosen`;
    this.footer.querySelector("button").disabled = size === 0;
  }

  finish(photos) {
    this.resolve(photos);
    this.resolve = null;
    this.dialog.close();
  }

  find() {
    clearTimeout(this.waiting);
    const list = this.body.querySelector(".photo-chooser-list");
    return this.load(list, "list", { q: this.body.querySelector("input").value });
  }

  async more(event, link) {
    event.preventDefault();
    const next = document.createElement("div");
    const isLoaded = await this.load(next, "list", new URL(link.href).searchParams);
    if (!isLoaded) return link.replaceWith(...next.childNodes);
    const options = next.querySelectorAll(".photo-options > li");
    this.body.querySelector(".photo-options").append(...options);
    link.parentElement.replaceWith(next.querySelector("ul + p") ?? "");
    options[0]?.querySelector("button").focus();
  }

  // Put a part of the chooser's page into an element; of several answers the latest counts.
  async load(element, part, search) {
    const url = new URL(this.address, location.href);
    url.search = new URLSearchParams([...new URLSearchParams(search), ["part", part]]);
    const question = (this.question = url.href);
    element.setAttribute("aria-busy", "true");
    const markup = await fetched(url);
    if (question !== this.question) return false;
    if (markup === null) element.textContent = AWAY;
    else element.innerHTML = markup;
    element.removeAttribute("aria-busy");
    this.mark(element);
    return markup !== null;
  }

  mark(element) {
    for (const option of element.querySelectorAll(".photo-option")) {
      option.disabled = this.taken.includes(option.dataset.number);
      if (option.disabled) option.append(small("there already"));
      if (this.many) option.setAttribute("aria-pressed", this.chosen.has(option.dataset.number));
    }
  }
}

function small(words) {
  return Object.assign(document.createElement("small"), { textContent: words });
}

async function fetched(url) {
  try {
    const response = await fetch(url);
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}

// The option that an arrow key leads to; undefined for other keys.
function neighbour(options, from, key) {
  const { top, left } = options[from].getBoundingClientRect();
  const column = (option) => Math.abs(option.getBoundingClientRect().left - left);
  const nearest = (row) => row.sort((a, b) => column(a) - column(b))[0];
  const row = (candidates) => {
    const start = candidates[0]?.getBoundingClientRect().top;
    return candidates.filter((option) => option.getBoundingClientRect().top === start);
  };
  const isElsewhere = (option) => option.getBoundingClientRect().top !== top;
  switch (key) {
    case "ArrowLeft":
      return options[from - 1];
    case "ArrowRight":
      return options[from + 1];
    case "ArrowUp":
      return nearest(row(options.slice(0, from).reverse().filter(isElsewhere)));
    case "ArrowDown":
      return nearest(row(options.slice(from).filter(isElsewhere)));
    default:
      return undefined;
  }
}

let chooser;

// Open the dialog; return the chosen photos, [{ number, title, url, unseen, image }], once it is closed.
export function choosePhotos(options) {
  chooser ??= new PhotoChooser();
  return chooser.open(options);
}
