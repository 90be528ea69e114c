// Learns what is new: over the stream while it is there, by asking while it is not. The cursor makes both lossless.

const ASK_MS = 2000;
const ASK_HURRIED_MS = 500;
const HURRY_LASTS_MS = 6000;
const ASK_HIDDEN_MS = 15000;
const ASK_BESIDE_STREAM_MS = 15000;
const REOPEN_MS = 5000;
const DRAFT_LIVES_MS = 30000;

// `ask` fetches the news and answers with the address of the stream, which may be empty.
export function keepUpToDate({ ask, address, onTyping, onDraft, onReachable }) {
  let source = null;
  let isOpen = false;
  let newest = address;
  let timer = 0;
  let draftTimer = 0;
  let asking = null;
  let askAgain = false;
  let hurriedUntil = 0;

  const pause = () => {
    if (document.hidden) return ASK_HIDDEN_MS;
    if (isOpen) return ASK_BESIDE_STREAM_MS;
    return Date.now() < hurriedUntil ? ASK_HURRIED_MS : ASK_MS;
  };

  // Somebody just wrote: the first message also makes the conversation that can be listened to.
  function hurry() {
    hurriedUntil = Date.now() + HURRY_LASTS_MS;
    askNow();
  }

  // One question at a time; what happens meanwhile leads to one more.
  async function askNow() {
    if (asking) { askAgain = true; return; }
    clearTimeout(timer);
    asking = ask();
    try {
      newest = (await asking) || newest;
      onReachable(true);
      listen();
    } catch {
      onReachable(false);
    }
    asking = null;
    if (askAgain) { askAgain = false; askNow(); } else timer = setTimeout(askNow, pause());
  }

  function listen() {
    if (!newest || (source && conversationOf(source.url) === conversationOf(newest))) return;
    source?.close();
    source = new EventSource(newest);
    source.addEventListener("open", () => { isOpen = true; askNow(); });
    source.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      if (isOpen) { isOpen = false; askNow(); }
      if (source.readyState === EventSource.CLOSED) { const dead = source; setTimeout(() => forget(dead), REOPEN_MS); }
    });
  }

  function forget(dead) {
    if (source === dead) source = null;
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

  document.addEventListener("visibilitychange", () => { if (!document.hidden) askNow(); });
  window.addEventListener("online", askNow);
  listen();
  timer = setTimeout(askNow, pause());
  return { hurry };
}

// The signed token begins with the conversation; its signature is new in every answer.
function conversationOf(address) {
  return address.split("/stream/")[1]?.split(":")[0];
}
