// <photo-choice>: shows the chosen photo instead of its number, and opens the chooser.

import { choosePhotos } from "./photo-chooser.js";

class PhotoChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    const label = document.querySelector(`label[for="${this.input.id}"]`);
    if (label) this.ariaLabel = label.textContent.trim();
  }

  get input() {
    return this.querySelector("input");
  }

  async handleEvent(event) {
    const button = event.target.closest("button");
    if (button?.dataset.does === "clear") this.show({ number: "", title: "No photo yet" });
    if (button?.dataset.does !== "choose") return;
    const [photo] = await choosePhotos({ address: this.dataset.chooser });
    if (photo) this.show(photo);
    button.focus();
  }

  show({ number, title, url, unseen = "", image }) {
    this.querySelector(".photo-choice-title").textContent = title;
    this.querySelector(".photo-unseen").textContent = unseen;
    this.querySelector(".photo-choice-picture").replaceChildren(...(image ? [image] : []));
    const link = this.querySelector(".photo-choice-open");
    if (url) link.href = url;
    else link.removeAttribute("href");
    const clear = this.querySelector("[data-does=clear]");
    if (clear) clear.hidden = !number;
    if (!number) this.querySelector("[data-does=choose]").focus();
    this.input.value = number;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("photo-choice", PhotoChoice);
