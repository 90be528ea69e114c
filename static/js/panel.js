// What htmx leaves to us: no polling behind a hidden tab, a thread that stays where its reader is, and small comforts.
const NEAR = 80;
let follows = true;
let top = 0;
let last = newest();

function thread() { return document.querySelector("[data-follow]"); }
function newest() { return [...document.querySelectorAll("[data-said].is-customer")].at(-1)?.dataset.said; }
function toEnd(box) { box.scrollTop = box.scrollHeight; }

document.addEventListener("htmx:beforeRequest", (event) => {
  const trigger = event.detail.requestConfig.triggeringEvent;
  // What somebody has just chosen from a list must not be swept away by its next picture.
  const chosen = event.target.querySelector?.("[data-keep-chosen] :checked[name=order]");
  if ((document.hidden || chosen) && !trigger) event.preventDefault();
});

document.addEventListener("scroll", (event) => {
  const box = event.target;
  if (box !== thread()) return;
  top = box.scrollTop;
  follows = box.scrollHeight - top - box.clientHeight < NEAR;
}, true);

let below = 0;
document.addEventListener("htmx:beforeSwap", () => {
  const box = thread();
  if (box) below = box.scrollHeight - box.scrollTop;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const box = thread();
  if (!box) return;
  // Earlier messages come in above: what is being read stays where it is.
  if (event.detail.target?.id === "earlier") box.scrollTop = box.scrollHeight - below;
  else if (follows) toEnd(box);
  else box.scrollTop = top;
  announce();
});

// A picture has no height before it is here.
document.addEventListener("load", (event) => {
  if (follows && event.target.closest?.("[data-follow]")) toEnd(thread());
}, true);

// The thread is replaced as a whole; only what the customer has just said is worth being read out.
function announce() {
  const news = document.getElementById("news");
  const now = newest();
  if (!news || now === last) return;
  last = now;
  news.textContent = "";
  setTimeout(() => { news.textContent = news.dataset.words; }, 50);
}

// Enter sends, Shift+Enter begins a new line; while an input method composes, Enter belongs to it.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-enter-sends]");
  if (!box || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (box.value.trim() || box.form.picture?.files.length) box.form.requestSubmit();
});

// A chosen picture is named, and can be left out again; one can also be pasted.
document.addEventListener("change", (event) => {
  if (event.target.name === "picture") showChosen(event.target);
});

document.addEventListener("paste", (event) => {
  const input = event.target.form?.picture;
  const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!input || !picture) return;
  const chosen = new DataTransfer();
  chosen.items.add(picture);
  input.files = chosen.files;
  showChosen(input);
});

function showChosen(input) {
  const line = input.form.querySelector("[data-chosen]");
  line.hidden = !input.files.length;
  line.querySelector("[data-chosen-name]").textContent = input.files[0]?.name ?? "";
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-unchoose]")) leaveOut(target.closest("form").picture);
  const copy = target.closest("[data-copy]");
  if (copy) copyText(copy);
  const large = target.closest("[data-large]");
  if (large && !event.ctrlKey && !event.metaKey && !event.shiftKey) showLarge(event, large);
  if (target.id === "large") target.close();
});

function leaveOut(input) {
  input.value = "";
  showChosen(input);
  input.form.text.focus();
}

async function copyText(button) {
  const source = document.getElementById(button.dataset.copy);
  source.select();
  // Without https a browser has no clipboard for pages; the text is selected, so that Ctrl+C does it.
  if (!navigator.clipboard) return;
  await navigator.clipboard.writeText(source.value);
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 1500);
}

function showLarge(event, link) {
  const dialog = document.getElementById("large");
  if (!dialog) return;
  event.preventDefault();
  const picture = dialog.querySelector("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  dialog.showModal();
}

if (thread()) toEnd(thread());
// On a small phone the navigation may be wider than the screen.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
