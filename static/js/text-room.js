// Says how much of the room in the text of a <text-room> is used; Ctrl and Enter saves its form.
class TextRoom extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.addEventListener("input", this);
    this.addEventListener("keydown", this);
    this.show();
  }

  handleEvent(event) {
    if (event.type === "input") this.show();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.area.form.requestSubmit();
    }
  }

  show() {
    const { value, maxLength } = this.area;
    this.querySelector("[data-room]").textContent = `${value.length} of ${maxLength} characters`;
  }
}

customElements.define("text-room", TextRoom);
