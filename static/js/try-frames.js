// Draws both frames over a photo of the visitor's own, inside a <try-frames>: the file is opened
// here and sent nowhere. Everything heavy is loaded once the block comes near, before any choice.

class TryFrames extends HTMLElement {
  connectedCallback() {
    if (!window.createImageBitmap || !window.IntersectionObserver) return;
    this.hidden = false;
    this.input = this.querySelector("input[type=file]");
    this.input.addEventListener("change", () => this.open(this.input.files[0]));
    for (const type of ["dragover", "drop"]) this.addEventListener(type, this);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.load().catch(() => {}); // tried again when a photo is chosen
      },
      { rootMargin: "100%" },
    );
    observer.observe(this);
  }

  handleEvent(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop") this.open(event.dataTransfer.files[0]);
  }

  async open(file) {
    if (!file) return;
    this.say("Opening it …");
    this.setAttribute("aria-busy", "true");
    try {
      const table = await this.load();
      await table.open(file);
      this.say("");
    } catch (error) {
      this.say(error.words ?? "This did not load. Reload the page, and try again.");
    }
    this.removeAttribute("aria-busy");
    this.input.value = ""; // so that the same file may be chosen again
  }

  async load() {
    const { FrameTable } = await import("./frame-table.js");
    this.table ??= new FrameTable(this);
    return this.table;
  }

  say(words) {
    this.querySelector("[data-part=trouble]").textContent = words;
  }
}

customElements.define("try-frames", TryFrames);
