// Shows beside the chosen action only what it needs, and has the browser ask for that before
// anything is sent; without JavaScript everything is there, and the server asks.
class PhotoActions extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this);
    this.closest("form").noValidate = false;
    window.addEventListener("pageshow", this); // browsers bring a choice back by themselves
    this.handleEvent();
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this);
  }

  handleEvent() {
    const action = this.querySelector("[name=action]").value;
    for (const select of this.querySelectorAll("[data-for]")) {
      select.required = select.dataset.for.split(" ").includes(action);
      select.closest(".action-part").hidden = !select.required;
    }
  }
}

customElements.define("photo-actions", PhotoActions);
