// The widget: puts the parts together and hears what the visitor and the browser do.
import { keepUpToDate } from "../js/chat-live.js";
import { createOutbox } from "./outbox.js";
import { createPanel } from "./panel.js";
import { createServer, createStore } from "./server.js";
import { dress } from "./styles.js";
import { createThread } from "./thread.js";
import { buildUi } from "./ui.js";
import { chooseLanguage, fill, wordsOf } from "./words.js";

// `home` is the shop's address on our server. Throws, and leaves the page as it was, where the chat may not be shown.
export async function begin(home, { language: wish, position, color }) {
  const call = createServer(home);
  const about = await call("");
  const language = chooseLanguage(wish);
  const words = wordsOf(language);
  const store = createStore(`salesdesk-chat ${home}`);
  const say = (choice) => { outbox.say(choice.title, choice.id); thread.toEnd(); panel.focus(); };
  const ui = buildUi(about, { words, language, position, onIdea: say });

  const host = document.createElement("salesdesk-chat");
  const shadow = host.attachShadow({ mode: "open" });
  dress(shadow, color);
  shadow.append(ui.root);

  let cursor = "";
  let unread = 0;
  let knownToken = store.read().token;
  const isWatched = () => panel.isOpen() && !document.hidden;

  const thread = createThread(ui, { words, language, agent: about.agent || about.name, onChoice: say });
  const panel = createPanel(ui, { shadow, onOpen, onClose });
  const outbox = createOutbox({ store, call, thread, words, tell, beginAnew, onSent });
  const live = keepUpToDate({
    ask, isWatched, onTyping: () => thread.showTyping(true), onDraft: thread.showDraft, onReachable,
  });

  // --- What is new
  async function ask() {
    const { token } = store.read();
    if (!token) return null;
    try {
      const news = await call(`/messages?after=${encodeURIComponent(cursor)}`, { token });
      if (token === store.read().token) draw(news);
      return news;
    } catch (error) {
      if (error.status !== 401) throw error;
      beginAnew();
      return null;
    }
  }

  function draw(news) {
    if (news.messages.some((line) => line.author !== "customer")) thread.showDraft("");
    thread.showTyping(news.typing);
    news.messages.forEach(thread.show);
    news.pending.forEach((line) => thread.showOwn({ ...line, id: line.client_id }, "sending"));
    cursor = news.cursor;
    countUnread(news.messages);
    ui.log.setAttribute("aria-live", "polite");
  }

  function countUnread(lines) {
    const seen = lines.findIndex((line) => line.id === store.read().seen);
    showUnread(unread + lines.slice(seen + 1).filter((line) => line.author !== "customer").length);
    if (isWatched()) markSeen();
  }

  function markSeen() {
    if (cursor && cursor !== store.read().seen) store.write({ seen: cursor });
    showUnread(0);
  }

  function showUnread(count) {
    const text = count ? fill(words.news, { count }) : "";
    if (count > unread && !isWatched()) ui.unread.textContent = text;
    unread = count;
    ui.badge.hidden = !count;
    ui.badge.textContent = count > 99 ? "99+" : count;
    ui.launcher.setAttribute("aria-label", count ? `${ui.label}. ${text}` : ui.label);
  }

  // The server does not know us any more: an empty chat, and what was not sent yet is sent in it.
  function beginAnew() {
    store.write({ token: undefined, seen: undefined });
    forgetThread();
  }

  function forgetThread() {
    knownToken = store.read().token;
    cursor = "";
    showUnread(0);
    thread.clear();
    outbox.showAll("sending");
  }

  // --- What the visitor does
  function onOpen() {
    store.showAgain(Boolean(store.read().token));
    thread.toEnd();
    markSeen();
    live.askNow();
  }

  function onClose() {
    store.showAgain(false);
    live.askNow();
  }

  function onSent() {
    knownToken = store.read().token;
    ui.log.setAttribute("aria-live", "polite");
    store.showAgain(panel.isOpen());
    thread.showTyping(true);
    live.hurry();
  }

  function submit(event) {
    event.preventDefault();
    const text = ui.box.value.trim();
    if (!text) return;
    ui.box.value = "";
    panel.grow();
    outbox.say(text);
    thread.toEnd();
  }

  // --- What the browser tells
  function tell(problem) {
    ui.note.textContent = problem;
  }

  function onReachable(isThere) {
    const wasThere = ui.note.textContent !== words.offline;
    if (!isThere) tell(words.offline);
    else if (!wasThere && store.read().pending?.length) outbox.pump();
    else if (!wasThere) tell("");
  }

  // Another page of the site began or lost the chat.
  function hearOtherPage(event) {
    if (event.key !== store.key || store.read().token === knownToken) return;
    forgetThread();
    live.askNow();
  }

  ui.form.addEventListener("submit", submit);
  window.addEventListener("online", outbox.pump);
  window.addEventListener("storage", hearOtherPage);
  document.addEventListener("visibilitychange", () => { if (isWatched()) markSeen(); });

  // Beside the body: whatever the page does with that, moves, blurs or replaces it, does not concern us.
  document.documentElement.append(host);
  outbox.showAll("sending");
  outbox.pump();
  if (store.showsAgain()) panel.openAgain();
  if (!panel.isOpen()) live.askNow();
  return { open: panel.open, close: panel.close };
}
