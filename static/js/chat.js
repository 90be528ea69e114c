// The hosted chat page. Without this file the form posts and the page shows the thread.
import { keepUpToDate } from "./chat-live.js";
import { createThread } from "./chat-thread.js";

const main = document.querySelector("[data-messages-url]");
const form = main.querySelector("[data-composer]");
const note = main.querySelector("[data-note]");
const box = form.elements.text;
const url = main.dataset.messagesUrl;
const title = document.title;
const thread = createThread(main);
let cursor = main.dataset.cursor;
let unread = 0;
let sending = Promise.resolve();

function newClientId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(problem) {
  note.textContent = problem;
  note.classList.toggle("is-error", Boolean(problem));
}

async function ask() {
  const answer = await fetch(`${url}?after=${encodeURIComponent(cursor)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const news = await answer.json();
  const answers = news.messages.filter((line) => line.author !== "customer");
  if (answers.length) thread.showDraft("");
  thread.showTyping(news.typing);
  news.messages.forEach(thread.show);
  cursor = news.cursor || cursor;
  if (document.hidden && answers.length) showUnread(unread + answers.length);
  return news;
}

function showUnread(count) {
  unread = count;
  document.title = count ? `(${count}) ${title}` : title;
}

const live = keepUpToDate({
  ask,
  address: main.dataset.stream,
  onTyping: () => thread.showTyping(true),
  onDraft: thread.showDraft,
  onReachable: (yes) => {
    if (!yes) tell(thread.words.offline);
    else if (note.textContent === thread.words.offline) tell("");
  },
});

// Messages leave one after the other, in the order in which they were written.
function say(text, choice = "") {
  const clientId = newClientId();
  thread.showPending(clientId, text);
  tell("");
  queue(clientId, text, choice);
}

function queue(clientId, text, choice) {
  sending = sending.then(() => post(clientId, text, choice));
}

async function post(clientId, text, choice) {
  const body = new FormData(form);
  body.set("text", text);
  body.set("choice", choice);
  body.set("client_id", clientId);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) { thread.showTyping(true); live.hurry(); return; }
    const { error } = await answer.json().catch(() => ({}));
    tell(error || "");
  } catch {
    tell(thread.words.offline);
  }
  thread.fail(clientId, () => queue(clientId, text, choice));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  grow();
  say(text);
  box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

// Browsers that cannot size a field by its content are told the height.
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}
box.addEventListener("input", grow);

main.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (!button) return;
  event.preventDefault();
  say(button.dataset.say, button.dataset.choice);
});

document.addEventListener("visibilitychange", () => { if (!document.hidden) showUnread(0); });
main.querySelectorAll("[data-ideas]").forEach((ideas) => { ideas.hidden = false; });
