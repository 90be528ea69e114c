// The browser's language on our pages, and small ways to build what they show. Text stays text.

export function say(name, ...values) {
  return chrome.i18n.getMessage(name, values.map(String)) || name;
}

export function translatePage() {
  // Of these texts, which are English where the browser speaks a language that we do not.
  document.documentElement.lang = say("language");
  document.documentElement.dir = say("direction");
  for (const tag of document.querySelectorAll("[data-say]")) tag.textContent = say(tag.dataset.say);
  for (const tag of document.querySelectorAll("[data-label]")) tag.setAttribute("aria-label", say(tag.dataset.label));
}

export function make(name, { class: classes = "", ...properties } = {}, ...inside) {
  const tag = Object.assign(document.createElement(name), properties);
  if (classes) tag.className = classes;
  tag.append(...inside.filter((part) => part !== null && part !== undefined && part !== ""));
  return tag;
}

export function ask(message) {
  return chrome.runtime.sendMessage(message);
}

// Why something could not be sent, in words; what the server said keeps its own direction.
export function explain({ reason, message = "" }) {
  const known = say(`problem_${reason}`);
  return message ? [known, " ", make("bdi", { textContent: message })] : [known];
}

// Amounts are shown in the reader's way where the currency is known, and as they are otherwise.
export function money(amount, currency) {
  if (!amount) return "";
  if (!currency) return amount;
  const format = new Intl.NumberFormat(say("language"), { style: "currency", currency });
  return format.format(amount);
}
