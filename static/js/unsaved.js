// Asks before a form of the desk is left whose changes are not saved.

const FORMS = "#content-main form[method='post'][id$='_form']";

let leaving = false;
const known = new Map(); // what stood in each form before somebody touched it

const values = (form) =>
  JSON.stringify(
    Array.from(new FormData(form), ([name, value]) =>
      value instanceof File ? [name, value.name, value.size] : [name, value],
    ),
  );

// Not while the page loads: other scripts still put their fields in order then.
const look = () => {
  for (const form of document.querySelectorAll(FORMS)) {
    if (known.has(form)) continue;
    // What a form that was refused brings back is saved nowhere.
    known.set(form, form.querySelector(".errornote, .errorlist") ? "" : values(form));
  }
};

for (const touch of ["pointerdown", "keydown", "dragstart"]) {
  window.addEventListener(touch, look, { capture: true, once: true });
}

window.addEventListener("submit", (event) => {
  const target = event.submitter?.formTarget || event.target.target;
  if (!event.defaultPrevented && (!target || target === "_self")) leaving = true;
});

window.addEventListener("pageshow", () => {
  leaving = false;
});

window.addEventListener("beforeunload", (event) => {
  if (leaving) return;
  for (const [form, before] of known) if (form.isConnected && values(form) !== before) event.preventDefault();
});
