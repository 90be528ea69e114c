// Choosing a language is enough; the button is for browsers without scripts.
document.querySelectorAll("form[data-language]").forEach((form) => {
  form.querySelector("button").hidden = true;
  form.querySelector("select").addEventListener("change", () => form.requestSubmit());
});
