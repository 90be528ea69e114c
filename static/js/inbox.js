// The inbox's comforts: keys between conversations, saved replies put into the box, and a list that keeps its place.
function links() { return [...document.querySelectorAll(".talk-link")]; }
function isTyping(target) { return target.closest("input, textarea, select, [contenteditable]"); }

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  if (event.key !== "j" && event.key !== "k") return;
  const all = links();
  const here = all.findIndex((link) => link.getAttribute("aria-current"));
  const next = all[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
  if (!next) return;
  event.preventDefault();
  next.click();
});

document.addEventListener("click", (event) => {
  const picked = event.target.closest("[data-insert]");
  const box = document.getElementById("text");
  if (picked && box) {
    event.preventDefault();
    box.setRangeText(picked.dataset.insert, box.selectionStart, box.selectionEnd, "end");
    picked.closest("details")?.removeAttribute("open");
    box.focus();
  }
  // A menu closes when something else is touched.
  for (const menu of document.querySelectorAll(".saved[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.querySelector(".talk-link[aria-current]")?.closest(".talk").scrollIntoView({ block: "nearest" });
