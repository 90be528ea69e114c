// Learns what is new: over the stream while it is there, by asking while it is not. The cursor makes both lossless.

const ASK_MS = 2000;
const ASK_HURRIED_MS = 500;
const HURRY_LASTS_MS = 6000;
const ASK_SLOWLY_MS = 15000;
const IDLE_AFTER_MS = 10 * 60000;
const ASK_IDLE_MS = 60000;
const LONGEST_WAIT_MS = 30000;
const REOPEN_MS = 5000;
const DRAFT_LIVES_MS = 30000;

// `ask` fetches the news ({messages, stream}; null while there is nobody to ask for) and `address` is the stream's
// from the beginning, both perhaps empty. Only while `isWatched` somebody listens and is told quickly.
export function keepUpToDate({ ask, address = "", isWatched = () => true, onTyping, onDraft, onReachable }) {
  let source = null;
  let isOpen = false;
  let newest = address;
  let timer = 0;
  let draftTimer = 0;
  let isAsking = false;
  let askAgain = false;
  let misses = 0;
  let streamMisses = 0;
  let reopenAt = 0;
  let hurriedUntil = 0;
  let newsAt = Date.now();

  function pause() {
    if (misses) return Math.min(ASK_MS * 2 ** misses, LONGEST_WAIT_MS);
    if (document.hidden || !isWatched()) return Date.now() - newsAt > IDLE_AFTER_MS ? ASK_IDLE_MS : ASK_SLOWLY_MS;
    if (isOpen) return ASK_SLOWLY_MS;
    return Date.now() < hurriedUntil ? ASK_HURRIED_MS : ASK_MS;
  }

  // Somebody just wrote: the first message also makes the conversation that can be listened to.
  function hurry() {
    hurriedUntil = Date.now() + HURRY_LASTS_MS;
    askNow();
  }

  // One question at a time; what happens meanwhile leads to one more.
  async function askNow() {
    if (isAsking) { askAgain = true; return; }
    clearTimeout(timer);
    isAsking = true;
    const isNeeded = await tryToAsk();
    isAsking = false;
    onReachable(!misses);
    if (askAgain) { askAgain = false; askNow(); } else if (isNeeded) timer = setTimeout(askNow, pause());
  }

  async function tryToAsk() {
    try {
      const news = await ask();
      misses = 0;
      newest = news?.stream || "";
      if (news?.messages.length) newsAt = Date.now();
      listen();
      return Boolean(news);
    } catch {
      misses += 1;
      return true;
    }
  }

  function listen() {
    const isWanted = newest && isWatched();
    if (isWanted && source && conversationOf(source.url) === conversationOf(newest)) return;
    hangUp();
    if (!isWanted || Date.now() < reopenAt) return;
    const stream = source = new EventSource(newest);
    // Whatever came in between is asked for.
    stream.addEventListener("open", () => { isOpen = true; streamMisses = 0; askNow(); });
    stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    stream.addEventListener("error", () => { if (stream === source) lose(); });
  }

  // The browser comes again by itself, unless the server refused: then we do, more and more seldom.
  function lose() {
    const wasOpen = isOpen;
    isOpen = false;
    if (source.readyState === EventSource.CLOSED) {
      hangUp();
      reopenAt = Date.now() + Math.min(REOPEN_MS * 2 ** streamMisses, ASK_IDLE_MS);
      streamMisses += 1;
    }
    if (wasOpen) askNow();
  }

  function hangUp() {
    source?.close();
    source = null;
    isOpen = false;
  }

  function hear(event) {
    if (event.type === "typing") onTyping();
    if (event.type === "draft") drawDraft(event.text);
    if (event.type === "message") askNow();
  }

  // A draft that was thrown away is never replaced by a message.
  function drawDraft(text) {
    onDraft(text);
    clearTimeout(draftTimer);
    draftTimer = setTimeout(() => onDraft(""), DRAFT_LIVES_MS);
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) listen(); else askNow(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) askNow(); });
  window.addEventListener("online", askNow);
  listen();
  timer = setTimeout(askNow, pause());
  return { askNow, hurry };
}

// The signed token begins with the conversation; its signature is new in every answer.
function conversationOf(address) {
  return address.split("/stream/")[1]?.split(":")[0];
}
