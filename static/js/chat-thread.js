// Draws the thread: bubbles, days, links, pictures, the growing draft. Text becomes text nodes, never HTML.
import { OUTSIDE, withLinks } from "./chat-links.js";

const NEAR = 120;

const language = document.documentElement.lang || undefined;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });

export function createThread(main) {
  const list = main.querySelector("[data-thread]");
  const scroll = main.querySelector("[data-scroll]");
  const draft = main.querySelector("[data-draft]");
  const typing = main.querySelector("[data-typing]");
  const welcome = main.querySelector("[data-welcome]");
  const toLatest = main.querySelector("[data-to-latest]");
  const pattern = main.querySelector("template[data-line]").content.firstElementChild;
  const words = main.querySelector("template[data-words]").dataset;
  let follows = true;
  const byId = new Map();
  const byClientId = new Map();

  const isNear = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; toLatest.hidden = true; };

  // Runs a change and keeps the reader's place: at the end they follow, further up they are only told.
  function keepingPlace(change) {
    const follows = isNear();
    change();
    if (follows) toEnd();
    else toLatest.hidden = false;
  }

  function adopt(item) {
    if (item.dataset.id) byId.set(item.dataset.id, item);
    if (item.dataset.clientId) byClientId.set(item.dataset.clientId, item);
    drawTime(item);
  }

  function show(line) {
    if (line.id && byId.has(line.id)) return;
    const own = line.client_id && byClientId.get(line.client_id);
    keepingPlace(() => {
      const item = own || build(line);
      item.dataset.id = line.id;
      item.dataset.at = line.at;
      setState(item, line.author === "customer" ? "received" : "");
      adopt(item);
      place(item);
      if (line.author !== "customer") drawChoices(item, line.choices || []);
    });
    welcome.hidden = true;
  }

  function showPending(clientId, text) {
    const item = build({ author: "customer", text, client_id: clientId, at: new Date().toISOString() });
    setState(item, "sending");
    list.querySelectorAll(".choices").forEach((choices) => choices.remove());
    adopt(item);
    list.append(item);
    drawDays();
    welcome.hidden = true;
    toEnd();
  }

  function build(line) {
    const item = pattern.cloneNode(true);
    item.classList.add(`is-${line.author}`, "is-new");
    item.dataset.clientId = line.client_id || "";
    item.dataset.at = line.at;
    drawAuthor(item.firstElementChild, line.author);
    const text = item.querySelector(".bubble p");
    text.before(...(line.media || []).map((picture) => pictureOf(picture, words.picture)));
    if (line.text) text.append(...withLinks(line.text));
    else text.remove();
    return item;
  }

  // That a person answers is worth seeing; the others are told apart by their side.
  function drawAuthor(label, author) {
    const isStaff = author === "staff";
    label.textContent = isStaff ? words.staff : `${author === "customer" ? words.you : words.agent}:`;
    label.className = isStaff ? "by" : "visually-hidden";
  }

  // Confirmed messages stand in the server's order, before those that are still on their way.
  function place(item) {
    const waiting = [...list.querySelectorAll(".is-pending, .is-failed")].find((other) => other !== item);
    const last = [...list.querySelectorAll(".message")].filter((other) => other !== waiting).at(-1);
    if (waiting && item.compareDocumentPosition(waiting) !== Node.DOCUMENT_POSITION_FOLLOWING) waiting.before(item);
    else if (!waiting && last !== item) list.append(item);
    drawDays();
  }

  function setState(item, state) {
    const box = item.querySelector(".state");
    item.classList.toggle("is-pending", state === "sending");
    item.classList.toggle("is-failed", state === "failed");
    if (box) box.textContent = words[state] || "";
  }

  function fail(clientId, retry) {
    const item = byClientId.get(clientId);
    if (!item) return;
    setState(item, "failed");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "retry";
    button.textContent = words.retry;
    button.addEventListener("click", () => { setState(item, "sending"); retry(); });
    item.querySelector(".state").append(" ", button);
  }

  function drawTime(item) {
    const at = new Date(item.dataset.at);
    const time = item.querySelector("time");
    time.dateTime = item.dataset.at;
    time.textContent = clock.format(at);
  }

  function drawDays() {
    let before = "";
    list.querySelectorAll(".day").forEach((day) => day.remove());
    list.querySelectorAll(".message").forEach((item) => {
      const day = new Date(item.dataset.at).toDateString();
      if (day !== before) item.before(dayMark(day));
      before = day;
    });
  }

  function dayMark(day) {
    const mark = document.createElement("li");
    mark.className = "day";
    mark.setAttribute("aria-hidden", "true");
    const ago = Math.round((new Date(new Date().toDateString()) - new Date(day)) / 86400000);
    mark.textContent = [words.today, words.yesterday][ago] || calendar.format(new Date(day));
    return mark;
  }

  function drawChoices(item, choices) {
    list.querySelectorAll(".choices").forEach((old) => old.remove());
    if (!choices.length) return;
    const box = document.createElement("div");
    box.className = "choices";
    choices.forEach(({ id, title }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button is-small";
      button.dataset.say = title;
      button.dataset.choice = id;
      button.textContent = title;
      box.append(button);
    });
    item.append(box);
  }

  function showTyping(on) {
    if (typing.hidden === !on || (on && !draft.hidden)) return;
    keepQuietPlace(() => { typing.hidden = !on; });
    typing.querySelector("[role=status]").textContent = on ? words.writing : "";
  }

  function showDraft(text) {
    keepQuietPlace(() => {
      draft.hidden = !text;
      draft.querySelector("p").replaceChildren(...withLinks(text));
      if (text) typing.hidden = true;
    });
  }

  function keepQuietPlace(change) {
    const follows = isNear();
    change();
    if (follows) toEnd();
  }

  function noteReading() {
    follows = isNear();
    if (follows) toLatest.hidden = true;
  }

  scroll.addEventListener("scroll", noteReading, { passive: true });
  // Pictures arrive later than their message.
  new ResizeObserver(() => { if (follows) toEnd(); }).observe(list);
  toLatest.addEventListener("click", toEnd);
  list.querySelectorAll(".message").forEach(adopt);
  drawDays();
  toEnd();
  return { show, showPending, fail, showTyping, showDraft, words };
}

function pictureOf({ url, caption }, word) {
  const link = Object.assign(document.createElement("a"), { href: url, className: "picture", ...OUTSIDE });
  const image = Object.assign(document.createElement("img"), {
    src: url, alt: caption || word, loading: "lazy", referrerPolicy: "no-referrer",
  });
  link.append(image);
  return link;
}
