// Names the fields of Django's forms that only look named: date and time beside one label, the
// cells of a table of rows, the prose editor that stands in for a textarea.

const words = (element) => element?.textContent.replace(/\s+/g, " ").replace(/[\s:]+$/, "").trim() ?? "";

function nameOfCell(cell) {
  const row = cell.parentElement;
  const heading = cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
  const record = words(row.querySelector(".original p, :scope > th"));
  return [words(heading), record].filter(Boolean).join(", ");
}

function nameOfMoment(input) {
  const part = input.classList.contains("vTimeField") ? "time" : "date";
  const label = input.closest(".flex-container")?.querySelector("label");
  const cell = input.closest("td");
  return `${label ? words(label) : cell ? nameOfCell(cell) : ""} ${part}`.trim();
}

function nameOfEditor(editor) {
  const textarea = editor.closest(".prose-editor").querySelector("textarea[id]");
  return words(textarea && document.querySelector(`label[for="${textarea.id}"]`));
}

const FIELDS = [
  ["p.datetime input:not([type=hidden])", nameOfMoment],
  [
    ":is(tr.form-row, #result_list tr) td:not(.original) :is(input:not([type=hidden]), select, textarea)",
    (field) => nameOfCell(field.closest("td")),
  ],
  [".prose-editor [contenteditable=true]", nameOfEditor],
];

function nameFields() {
  document.querySelector("#searchbar")?.setAttribute("aria-label", "Search");
  for (const [selector, nameOf] of FIELDS) {
    for (const field of document.querySelectorAll(selector)) {
      if (field.ariaLabel || field.labels?.length) continue;
      const name = nameOf(field);
      if (name) field.ariaLabel = name;
    }
  }
  // A picture of a magnifying glass, whose name counts only when it is said to be an image.
  for (const icon of document.querySelectorAll("span.search-label-icon[aria-label]")) icon.role = "img";
}

// Rows and editors come later as well: every one is named before the next frame.
let isDue = false;
new MutationObserver(() => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    nameFields();
  });
}).observe(document.body, { childList: true, subtree: true });
nameFields();
