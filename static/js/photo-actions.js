// Shows beside the chosen action only what it needs; without JavaScript everything is there.
class PhotoActions extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this);
    window.addEventListener("pageshow", this); // browsers bring a choice back by themselves
    this.handleEvent();
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this);
  }

  handleEvent() {
    const action = this.querySelector("[name=action]").value;
    for (const select of this.querySelectorAll("[data-for]")) {
      select.closest(".action-part").hidden = !select.dataset.for.split(" ").includes(action);
    }
  }
}

customElements.define("photo-actions", PhotoActions);
