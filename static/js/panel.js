// What htmx leaves to us: no polling behind a hidden tab, and a thread that stays where its reader is.
const NEAR = 80;
let place = null;

const thread = () => document.querySelector("[data-follow]");
const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

document.addEventListener("htmx:beforeRequest", (event) => {
  const trigger = event.detail.requestConfig.triggeringEvent;
  if (document.hidden && !trigger) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", () => {
  const box = thread();
  place = box && { top: box.scrollTop, follows: box.scrollHeight - box.scrollTop - box.clientHeight < NEAR };
});

document.addEventListener("htmx:afterSwap", () => {
  const box = thread();
  if (!box) return;
  if (!place || place.follows) toEnd(box);
  else box.scrollTop = place.top;
});

// Enter sends, Shift+Enter begins a new line; while an input method composes, Enter belongs to it.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-enter-sends]");
  if (!box || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  box.form.requestSubmit();
});

if (thread()) toEnd(thread());
