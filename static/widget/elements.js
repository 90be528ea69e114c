// Making elements without ever reading HTML.
import { OUTSIDE } from "../js/chat-links.js";

const ICONS = {
  chat: ["M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z", "M8.5 10h7", "M8.5 13.5h4.5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  send: ["M22 2L11 13", "M22 2l-7 20-4-9-9-4z"],
  fold: ["M6 9l6 6 6-6"],
  down: ["M12 5v14", "M19 12l-7 7-7-7"],
};

// `attributes` may hold listeners; false leaves an attribute out.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export function icon(name, kind = "") {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", kind);
  for (const d of ICONS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    drawing.append(path);
  }
  return drawing;
}

export const iconButton = (name, label, attributes = {}) =>
  make("button", { type: "button", class: "round", "aria-label": label, ...attributes }, icon(name));

// A picture that the host page's policy forbids becomes a link to it.
export function picture({ url, caption }, word) {
  const name = caption || word;
  const image = make("img", { src: url, alt: name, loading: "lazy", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(name), { once: true });
  return make("a", { class: "picture", href: url, ...OUTSIDE }, image);
}

export function choiceButtons(choices, label, onChoice) {
  const buttons = choices.map((choice) => make("button", { type: "button", click: () => onChoice(choice) }, choice.title));
  return make("div", { class: "choices", role: "group", "aria-label": label }, ...buttons);
}
