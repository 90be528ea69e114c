// The thread: draws what was said, what is on its way and what is being written.
import { withLinks } from "../js/chat-links.js";
import { choiceButtons, make, picture } from "./elements.js";

const NEAR_PX = 120;

export function createThread(ui, { words, language, agent, onChoice }) {
  const { log, scroll, welcome, latest, typing, draft, status } = ui;
  const clock = createClock(language);
  let shown = new Set();
  let byClientId = new Map();
  let offered = new WeakMap();
  let follows = true;

  // Readers at the end follow, also when a picture arrives or the keyboard opens; those who read further up keep
  // their place and are told.
  function toEnd() {
    scroll.scrollTop = scroll.scrollHeight;
    follows = latest.hidden = true;
  }

  function noteReading() {
    follows = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    if (follows) latest.hidden = true;
  }

  function show(line) {
    if (shown.has(line.id)) return;
    const item = byClientId.get(line.client_id) || build(line);
    const isOwn = line.author === "customer";
    shown.add(line.id);
    item.dataset.id = line.id;
    setState(item, isOwn ? "received" : "");
    place(item);
    offered.set(item, isOwn ? [] : line.choices);
    latest.hidden = follows || isOwn;
    settle();
  }

  // `post` is what the visitor wrote: {id, text, at}. What the server has shown already stays as it is.
  function showOwn(post, state) {
    const line = { author: "customer", client_id: post.id, text: post.text, at: post.at };
    const item = byClientId.get(post.id) || build(line);
    if (item.dataset.id) return;
    setState(item, state);
    if (!item.isConnected) log.append(item);
    settle();
  }

  function settle() {
    welcome.hidden = log.childElementCount > 0;
    offerChoices();
  }

  function build({ author, client_id: clientId, text, at, media = [] }) {
    const item = make("div", { class: `line is-${author} is-new` }, authorOf(author),
      make("div", { class: "bubble" }, ...media.map((image) => picture(image, words.picture)),
        text && make("p", { dir: "auto" }, ...withLinks(text))),
      make("p", { class: "meta" }, make("time", { datetime: at }, clock(at)),
        make("span", { class: "state", "aria-live": "off" })));
    if (clientId) byClientId.set(clientId, item);
    return item;
  }

  // That a person answers is worth seeing; the others are told apart by their side.
  function authorOf(author) {
    if (author === "staff") return make("span", { class: "by" }, words.staff);
    return make("span", { class: "quiet" }, `${author === "customer" ? words.you : agent}:`);
  }

  // What the server has stands in its order, before what is still on its way.
  function place(item) {
    const waiting = log.querySelector(".is-pending, .is-failed");
    const isBefore = waiting && item.compareDocumentPosition(waiting) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!item.isConnected || (waiting && !isBefore)) log.insertBefore(item, waiting);
  }

  function setState(item, state) {
    item.classList.toggle("is-pending", state === "sending" || state === "waiting");
    item.classList.toggle("is-failed", state === "failed");
    item.querySelector(".state").textContent = words[state] || "";
  }

  function fail(post, retry) {
    const item = byClientId.get(post.id);
    setState(item, "failed");
    const button = make("button", { type: "button", class: "retry", click: retry }, words.retry);
    item.querySelector(".state").append(" ", button);
  }

  function offerChoices() {
    const last = log.lastElementChild;
    log.querySelectorAll(".choices").forEach((box) => { if (box.parentElement !== last) box.remove(); });
    const choices = offered.get(last) || [];
    if (choices.length && !last.querySelector(".choices")) last.append(choiceButtons(choices, words.choices, onChoice));
  }

  function showTyping(isWriting) {
    if (typing.hidden === !isWriting || (isWriting && !draft.hidden)) return;
    typing.hidden = !isWriting;
    tellWriting();
  }

  function showDraft(text) {
    draft.hidden = !text;
    draft.querySelector("p").replaceChildren(...withLinks(text));
    if (text) typing.hidden = true;
    tellWriting();
  }

  // The growing draft itself is not read out: only that there is one, and later the message.
  function tellWriting() {
    const text = typing.hidden && draft.hidden ? "" : words.writing;
    if (status.textContent !== text) status.textContent = text;
  }

  function clear() {
    log.replaceChildren();
    [shown, byClientId, offered] = [new Set(), new Map(), new WeakMap()];
    settle();
    showTyping(false);
    showDraft("");
  }

  const resized = new ResizeObserver(() => { if (follows) toEnd(); });
  [scroll, log, draft, typing].forEach((part) => resized.observe(part));
  scroll.addEventListener("scroll", noteReading, { passive: true });
  latest.addEventListener("click", toEnd);
  return { show, showOwn, fail, showTyping, showDraft, clear, toEnd };
}

function createClock(language) {
  const ofToday = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const ofOtherDays = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return (at) => {
    const moment = new Date(at);
    return (moment.toDateString() === new Date().toDateString() ? ofToday : ofOtherDays).format(moment);
  };
}
