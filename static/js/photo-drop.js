// Sends the photographs of a <photo-drop> one by one, and says of each what became of it.
// Without JavaScript its form sends them all at once.
import { NotArrived, send } from "./sending.js";
import { inWords, UploadRow } from "./upload-row.js";

const AT_ONCE = 2;
const LOST = "The connection was lost before this file had arrived.";
const FOLDER = "This is a folder. Open it and drop the photographs themselves.";
const SIGNED_OUT = 401;
const BY_STATUS = {
  413: "The server takes no file as large as this one.",
  502: "The site is not there at the moment. Try again in a minute.",
  503: "The site is busy at the moment. Try again in a minute.",
  504: "The site did not answer in time. Try again.",
};
// The states of files and how the summary counts them, in this order.
const COUNTED = {
  in: "in",
  there: "in the library already",
  alike: "to be decided",
  left: "left out",
  refused: "not taken",
  failed: "not arrived",
};
const ON_DOCUMENT = ["dragover", "dragleave", "drop"];

class PhotoDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.form.elements.files;
    this.start = this.querySelector("[data-start]");
    this.rows = [];
    this.running = 0;
    this.form.noValidate = true; // the chosen files are in our list, not in the field
    this.form.addEventListener("submit", this);
    this.input.addEventListener("change", this);
    this.addEventListener("click", this);
    for (const name of ON_DOCUMENT) document.addEventListener(name, this);
    window.addEventListener("beforeunload", this);
    this.showStart();
  }

  disconnectedCallback() {
    for (const name of ON_DOCUMENT) document.removeEventListener(name, this);
    window.removeEventListener("beforeunload", this);
  }

  handleEvent(event) {
    this[`on_${event.type}`](event);
  }

  on_change() {
    this.add([...this.input.files]);
    this.input.value = "";
  }

  on_dragover(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // else the browser opens the file in the place of the page
    this.toggleAttribute("data-over", true);
  }

  on_dragleave(event) {
    if (!event.relatedTarget) this.toggleAttribute("data-over", false);
  }

  on_drop(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.toggleAttribute("data-over", false);
    const dropped = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folders = dropped.map((item) => item.webkitGetAsEntry?.()?.isDirectory);
    this.add([...event.dataTransfer.files], folders);
  }

  // Small files overtake large ones: the server is told which belong together, in which order.
  on_submit(event) {
    event.preventDefault();
    const batch = `${Date.now()}-${Math.random().toString(36).slice(2, 14)}`;
    for (const [place, row] of this.those("waiting").entries()) {
      row.fields = this.fields();
      row.fields.set("batch", batch);
      row.fields.set("place", place);
      row.show("queued", "waiting");
    }
    this.pump();
  }

  on_beforeunload(event) {
    const unfinished = this.those("waiting", "queued", "sending", "alike", "failed");
    if (unfinished.length) event.preventDefault();
  }

  on_click({ target }) {
    if (target.closest("[data-all-again]")) this.sendAgain(...this.those("failed"));
    const row = this.rows.find((one) => one.element.contains(target));
    if (!row) return;
    if (target.closest("[data-again]")) this.sendAgain(row);
    if (target.closest("[data-keep]")) {
      row.fields.set("keep", "on");
      this.sendAgain(row);
    }
    if (target.closest("[data-leave]")) this.finish(row, "left", "Left out.");
    if (target.closest("[data-remove]")) this.remove(row);
  }

  those(...states) {
    return this.rows.filter((row) => states.includes(row.state));
  }

  // What is chosen for all files, without the files.
  fields() {
    const fields = new FormData(this.form);
    fields.delete("files");
    return fields;
  }

  add(files, folders = []) {
    files.forEach((file, number) => {
      const row = new UploadRow(file, this.querySelector("[data-row]"));
      this.rows.push(row);
      this.querySelector("[data-list]").append(row.element);
      if (folders[number]) row.show("refused", FOLDER);
      else if (file.size > this.dataset.mostBytes) row.show("refused", this.tooLarge());
      else row.show("waiting", "chosen");
    });
    this.changed();
    if (this.those("waiting").length) this.start.focus();
    else if (!this.running) this.sumUp();
  }

  tooLarge() {
    const most = inWords(this.dataset.mostBytes);
    return `This file is too large: ${most} is the most. Export the picture as JPEG.`;
  }

  remove(row) {
    row.element.remove();
    this.rows.splice(this.rows.indexOf(row), 1);
    this.changed();
    (this.those("waiting").length ? this.start : this.input).focus();
  }

  changed() {
    this.querySelector("[data-results]").hidden = this.rows.length === 0;
    this.showStart();
  }

  sendAgain(...rows) {
    for (const row of rows) row.show("queued", "waiting");
    this.pump();
  }

  // Keeps as many on the way as may be; sums up when all is quiet.
  pump() {
    while (this.running < AT_ONCE) {
      const [next] = this.those("queued");
      if (!next) break;
      this.running += 1;
      this.send(next).finally(() => {
        this.running -= 1;
        this.pump();
      });
    }
    this.showStart();
    if (this.running === 0) this.sumUp();
  }

  async send(row) {
    const data = new FormData();
    for (const [name, value] of row.fields) data.append(name, value);
    data.append("files", row.file, row.file.name);
    row.show("sending", "sending");
    try {
      const { status, answer } = await send(this.form.action, data, (part) => row.progress(part));
      this.take(row, status, answer);
    } catch (error) {
      if (!(error instanceof NotArrived)) throw error;
      row.show("failed", LOST);
    }
  }

  take(row, status, answer) {
    const result = answer?.results?.[0];
    if (result) {
      row.photo = result.photo;
      row.show(result.state, result.words, result.html);
      return;
    }
    const words = answer?.error ?? BY_STATUS[status] ?? `The server did not take it (${status}).`;
    row.show("failed", words);
    if (status !== SIGNED_OUT) return;
    for (const other of this.those("queued")) other.show("failed", words);
  }

  finish(row, state, words) {
    row.show(state, words);
    if (this.running === 0) this.sumUp();
  }

  showStart() {
    const waiting = this.those("waiting").length;
    const open = this.those("queued", "sending").length;
    this.start.disabled = waiting === 0;
    if (waiting) this.start.textContent = `Add ${waiting} photo${waiting === 1 ? "" : "s"}`;
    else this.start.textContent = open ? `Adding, ${open} to go` : "Add photos";
  }

  sumUp() {
    const counts = Object.entries(COUNTED)
      .map(([state, words]) => [this.those(state).length, words])
      .filter(([count]) => count);
    const summary = counts.map(([count, words]) => `${count} ${words}`).join(", ");
    this.querySelector("[data-summary]").textContent = summary && `${summary}.`;
    this.querySelector("[data-all-again]").hidden = this.those("failed").length < 2;
    const photos = this.rows.map((row) => row.photo).filter(Boolean);
    const next = this.querySelector("[data-next]");
    next.hidden = photos.length === 0;
    for (const link of next.querySelectorAll("a")) {
      link.href = link.href.replace(/(ids|id__in)=[\d,]*/, `$1=${photos.join(",")}`);
    }
  }
}

customElements.define("photo-drop", PhotoDrop);
