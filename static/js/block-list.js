// The blocks of a page: what django-content-editor lets a mouse do, for keyboard and touch too.

const HELP =
  "Press “earlier” or “later” to move a block, or drag it by its heading. " +
  "Press its heading to fold it.";

class BlockList {
  constructor(wrapper) {
    this.wrapper = wrapper;
    this.machine = wrapper.querySelector(".order-machine");
    this.picker = wrapper.querySelector(".plugin-buttons");
    this.status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.status.role = "status";
    wrapper.append(this.status);
    document.querySelector(".order-machine-help").textContent = HELP;
    window.ContentEditor.messages.newItem = "new";
    this.machine.querySelectorAll(".inline-related").forEach((block) => this.prepare(block));
    this.preparePicker();
    this.settle();
    for (const type of ["click", "keydown", "input", "dragend"]) {
      document.addEventListener(type, (event) => this[`on${type}`](event));
    }
    document.addEventListener("formset:added", () => this.prepareAll());
  }

  prepareAll() {
    this.machine.querySelectorAll(".inline-related").forEach((block) => this.prepare(block));
    this.settle();
  }

  prepare(block) {
    const heading = block.querySelector(":scope > h3");
    const label = heading.querySelector(".inline_label");
    pressable(label, null);
    pressable(block.querySelector(".order-machine-insert-target"), "Add a block before this one");
    label.ariaExpanded = !block.classList.contains("collapsed");
    if (heading.querySelector("[data-by]") || !window.ContentEditor.allowChange) return;
    label.after(mover("earlier", -1), mover("later", 1));
  }

  preparePicker() {
    pressable(this.machine.querySelector(".order-machine-insert-target.last"), "Add a block");
    this.picker.role = "group";
    this.picker.ariaLabel = "Kinds of blocks";
    this.picker.querySelectorAll(".plugin-button").forEach((button) => pressable(button, null));
  }

  get blocks() {
    return [...this.machine.querySelectorAll(":scope > .inline-related:not(.empty-form)")].sort(
      (a, b) => a.style.order - b.style.order,
    );
  }

  // Let the Tab key meet the blocks in the order in which they are seen.
  settle() {
    const { blocks } = this;
    const rest = [...this.machine.children].filter((child) => !blocks.includes(child));
    const wanted = [...blocks, ...rest];
    if (wanted.some((child, index) => this.machine.children[index] !== child)) {
      const focused = document.activeElement;
      this.machine.append(...wanted);
      focused.focus({ preventScroll: true });
    }
  }

  onclick(event) {
    const mover = event.target.closest(".inline-related > h3 [data-by]");
    const target = event.target.closest(".order-machine-insert-target");
    if (mover) this.move(mover);
    if (target?.classList.contains("selected")) this.openPicker();
    const label = event.target.closest(".inline-related > h3")?.querySelector(".inline_label");
    if (label) label.ariaExpanded = !label.closest(".inline-related").matches(".collapsed");
  }

  onkeydown(event) {
    const isPress = event.key === "Enter" || event.key === " ";
    if (isPress && event.target.matches("[data-pressable]")) {
      event.preventDefault();
      event.target.click();
    }
    if (event.key === "Escape" && this.picker.contains(event.target)) {
      this.machine.querySelector(".order-machine-insert-target.selected")?.focus();
    }
  }

  oninput(event) {
    const label = event.target.closest(".inline-related")?.querySelector("h3 .inline_label");
    if (label && event.target.name?.endsWith("-heading")) label.textContent = event.target.value;
  }

  ondragend() {
    this.settle();
  }

  // The editor puts its list of blocks beside the mark; ours stands in the middle of the window.
  openPicker() {
    this.picker.removeAttribute("style");
    this.picker.querySelector(".plugin-button:not(.content-editor-hide)")?.focus();
  }

  move(button) {
    const block = button.closest(".inline-related");
    const others = this.blocks.filter((each) => each !== block);
    const from = this.blocks.indexOf(block);
    const to = Math.max(0, Math.min(from + Number(button.dataset.by), others.length));
    others.splice(to, 0, block);
    others.forEach((each, index) => {
      each.style.order = (index + 1) * 10;
      each.querySelector(".order-machine-ordering").value = (index + 1) * 10;
    });
    this.settle();
    button.focus();
    block.scrollIntoView({ block: "nearest" });
    const name = block.querySelector("h3 .inline_label").textContent.trim();
    this.status.textContent = `${name}: ${to + 1} of ${others.length}`;
  }
}

function mover(words, by) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.className = "plain-button";
  button.dataset.by = by;
  button.textContent = words;
  return button;
}

function pressable(element, label) {
  if (!element) return;
  element.role = "button";
  element.tabIndex = 0;
  element.dataset.pressable = "";
  if (label) element.ariaLabel = label;
}

document.addEventListener("content-editor:ready", () => {
  new BlockList(document.querySelector(".order-machine-wrapper"));
});
