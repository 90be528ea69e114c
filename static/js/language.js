// Choosing a language is enough; the button is for browsers without scripts. What was typed is there afterwards.
const KEPT = `typed:${location.pathname}`;
// Secrets and files stay where they are typed; the token of a form is the page's own.
const LEFT = ["password", "file", "hidden", "submit", "button"];

function typedFields() {
  return [...document.querySelectorAll("main form :is(input, textarea, select)[name]")].filter(
    (field) => !LEFT.includes(field.type),
  );
}

function isTouched(field) {
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function keepTyped() {
  const typed = typedFields().map((field, place) => isTouched(field) && [place, field.name, field.value, field.checked]);
  sessionStorage.setItem(KEPT, JSON.stringify(typed.filter(Boolean)));
}

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  sessionStorage.removeItem(KEPT);
  const fields = typedFields();
  for (const [place, name, value, checked] of kept) {
    const field = fields[place];
    if (field?.name !== name || (field.value === value && field.checked === checked)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.querySelectorAll("form[data-language]").forEach((form) => {
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", keepTyped);
  form.querySelector("select").addEventListener("change", () => form.requestSubmit());
});
giveBack();
