// The answer grows while it is written. Without a stream the page asks every second and sees it when it is finished.
let source = null;
let address = "";
let draft = "";

function desk() { return document.getElementById("desk"); }

function listen() {
  const wanted = desk()?.querySelector("[data-typing]") ? desk().dataset.stream : "";
  // The token in the address is new in every answer; the conversation in it stays.
  if (conversationOf(wanted) === address) return;
  source?.close();
  address = conversationOf(wanted);
  source = wanted ? new EventSource(wanted) : null;
  source?.addEventListener("message", (event) => hear(JSON.parse(event.data)));
}

function conversationOf(url) { return url?.split("/stream/")[1]?.split(":")[0] ?? ""; }

function hear(event) {
  if (event.type === "draft") { draft = event.text; draw(); }
  if (event.type === "message") htmx.trigger(desk(), "news");
}

function draw() {
  const line = desk()?.querySelector("[data-draft]");
  if (!line) { draft = ""; return; }
  line.hidden = !draft;
  line.querySelector("p").textContent = draft;
  if (draft) line.scrollIntoView({ block: "nearest" });
}

// What somebody is writing stays theirs while the answer comes in. Only the desk holds the box: what comes in elsewhere
// on the page leaves it alone, and the words go back in the same moment, before another key can be pressed.
let typed = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== desk()) return;
  const box = document.querySelector("[data-keeps-text]");
  const isPoll = event.detail.requestConfig.verb === "get";
  typed = box && isPoll ? { text: box.value, start: box.selectionStart, focused: document.activeElement === box } : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "desk") return;
  const box = document.querySelector("[data-keeps-text]");
  if (box && typed) {
    box.value = typed.text;
    if (typed.focused) { box.focus(); box.setSelectionRange(typed.start, typed.start); }
  } else if (box) box.focus();
  typed = null;
  listen();
  draw();
});

// An unfolded trace stays unfolded only until the next answer; reading one must not be interrupted by a poll.
listen();
