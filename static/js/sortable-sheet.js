// <sortable-sheet>: cards that are put in order by dragging, by buttons, or by typing a place.
// What is saved are the numbers in the cards, which work without this script.

import { choosePhotos } from "./photo-chooser.js";
import "./photo-choice.js";

const EDGE = 80; // px from the edge of the window in which dragging scrolls

class SortableSheet extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".sheet-cards");
    this.removeBlankCards();
    this.sort();
    for (const type of ["click", "change", "keydown", "pointerdown", "dragstart"]) {
      this.addEventListener(type, this);
    }
  }

  handleEvent(event) {
    this[`on${event.type}`](event);
  }

  get cards() {
    return [...this.list.children];
  }

  // The empty card at the end is for those without JavaScript.
  removeBlankCards() {
    for (const input of this.list.querySelectorAll(".sheet-new input[name$='-photo']")) {
      if (!input.value) input.closest(".sheet-card").remove();
    }
  }

  // After a form came back with errors, its numbers may differ from the order of its cards.
  sort() {
    if (!this.querySelector(".sheet-place")) return;
    const place = (card) => placeOf(card).valueAsNumber || Infinity;
    const { cards } = this;
    const isInOrder = cards.every((card, index) => !index || place(cards[index - 1]) <= place(card));
    if (!isInOrder) this.list.append(...cards.sort((a, b) => place(a) - place(b)));
  }

  onclick(event) {
    const button = event.target.closest("button");
    if (button?.dataset.by) {
      const card = button.closest(".sheet-card");
      this.move(card, this.cards.indexOf(card) + Number(button.dataset.by));
      button.focus();
    }
    if (button?.matches(".sheet-add")) this.add(button);
  }

  onchange(event) {
    const card = event.target.closest(".sheet-card");
    if (!card || event.target !== placeOf(card) || !event.target.value) return;
    this.move(card, event.target.valueAsNumber - 1);
    // Moving a card takes the focus from it, unless the focus was on its way to somewhere else.
    setTimeout(() => {
      if (document.activeElement === document.body) event.target.focus();
    });
  }

  // Enter in a place means this place, not the whole form. The focus stays there.
  onkeydown(event) {
    if (event.key !== "Enter" || !event.target.closest(".sheet-place")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    event.target.focus();
  }

  onpointerdown(event) {
    const handle = event.target.closest(
      event.pointerType === "mouse" ? ".sheet-grip, .sheet-picture" : ".sheet-grip",
    );
    const card = handle?.closest(".sheet-card");
    if (event.button === 0 && card?.querySelector(".sheet-grip")) new Drag(this, card, event);
  }

  // The browser’s own dragging of pictures is not ours.
  ondragstart(event) {
    event.preventDefault();
  }

  move(card, index) {
    const others = this.cards.filter((each) => each !== card);
    const to = Math.max(0, Math.min(index, others.length));
    this.list.insertBefore(card, others[to] ?? null);
    this.renumber();
    card.scrollIntoView({ block: "nearest" });
    const { title } = card.querySelector("fieldset").dataset;
    this.say(`${title}: ${to + 1} of ${others.length + 1}`);
  }

  renumber() {
    this.cards.forEach((card, index) => {
      placeOf(card).value = index + 1;
    });
    this.querySelector(".sheet-unsaved").hidden = false;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(words) {
    this.querySelector(".sheet-status").textContent = words;
  }

  async add(button) {
    const outs = new Map(this.cards.map((card) => [numberOf(card), outOf(card)]));
    const taken = [...outs].filter(([, out]) => !out?.checked).map(([number]) => number);
    const photos = await choosePhotos({ address: this.dataset.chooser, many: true, taken });
    for (const photo of photos) {
      const out = outs.get(photo.number);
      if (out) out.checked = false;
      else this.appendCard(photo);
    }
    button.focus();
    if (!photos.length) return;
    this.renumber();
    this.querySelector(".sheet-empty")?.remove();
    this.say(photos.length === 1 ? `${photos[0].title} added` : `${photos.length} photos added`);
  }

  appendCard(photo) {
    const total = this.querySelector(`[name="${this.dataset.prefix}-TOTAL_FORMS"]`);
    const markup = this.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    this.list.insertAdjacentHTML("beforeend", markup);
    const card = this.list.lastElementChild;
    card.querySelector("fieldset").dataset.title = photo.title;
    card.querySelector("legend").textContent = photo.title;
    card.querySelector("photo-choice").show(photo);
  }
}

const placeOf = (card) => card.querySelector(".sheet-place input");
const outOf = (card) => card.querySelector(".sheet-out input");

function numberOf(card) {
  const picture = card.querySelector(".sheet-picture");
  return picture ? picture.dataset.number : card.querySelector("[name$='-photo']").value;
}

// One drag of one card, from the press to the release.
class Drag {
  constructor(sheet, card, event) {
    Object.assign(this, { sheet, card, pointer: event.pointerId, x: event.clientX, y: event.clientY });
    this.ghost = card.querySelector("img")?.cloneNode() ?? document.createElement("span");
    this.ghost.className = "sheet-ghost";
    this.start = { x: this.x, y: this.y };
    card.setPointerCapture(event.pointerId);
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const type of ["pointermove", "pointerup", "pointercancel", "keydown", "scroll"]) {
      addEventListener(type, this, { signal, capture: true });
    }
  }

  handleEvent(event) {
    if (event.type === "scroll") return this.mark();
    if (event.type === "keydown") return event.key === "Escape" && this.end();
    if (event.pointerId !== this.pointer) return undefined;
    if (event.type === "pointercancel") return this.end();
    Object.assign(this, { x: event.clientX, y: event.clientY });
    return event.type === "pointermove" ? this.follow() : this.drop();
  }

  follow() {
    if (!this.isMoving) {
      if (Math.hypot(this.x - this.start.x, this.y - this.start.y) < 5) return;
      this.isMoving = true;
      this.card.dataset.dragged = "";
      document.body.append(this.ghost);
      this.scroll();
    }
    this.ghost.style.translate = `${this.x}px ${this.y}px`;
    this.mark();
  }

  // Show where the card would go: at a side of the card under the pointer.
  mark() {
    if (!this.isMoving) return;
    const under = document.elementFromPoint(this.x, this.y)?.closest(".sheet-card");
    if (!under || !this.sheet.contains(under)) return;
    this.unmark();
    const { left, width } = under.getBoundingClientRect();
    under.dataset.mark = this.x < left + width / 2 ? "before" : "after";
  }

  unmark() {
    for (const card of this.sheet.querySelectorAll("[data-mark]")) delete card.dataset.mark;
  }

  scroll() {
    if (this.listening.signal.aborted) return;
    const over = Math.max(0, EDGE - this.y);
    const under = Math.max(0, this.y - (innerHeight - EDGE));
    if (over || under) scrollBy(0, (under - over) / 5);
    requestAnimationFrame(() => this.scroll());
  }

  drop() {
    const { sheet, card } = this;
    const target = sheet.querySelector("[data-mark]");
    const isAfter = target?.dataset.mark === "after";
    this.end();
    if (!target || target === card) return;
    const others = sheet.cards.filter((each) => each !== card);
    sheet.move(card, others.indexOf(target) + (isAfter ? 1 : 0));
  }

  end() {
    this.listening.abort();
    this.ghost.remove();
    this.unmark();
    delete this.card.dataset.dragged;
  }
}

customElements.define("sortable-sheet", SortableSheet);
