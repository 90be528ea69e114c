// Opening and closing: where the focus goes, how the panel fits the screen, and which keys are ours.

const SMALL = "(max-width: 480px), (max-height: 480px)";
const HIGHEST_BOX_PX = 128;

export function createPanel(ui, { shadow, onOpen, onClose }) {
  const small = matchMedia(SMALL);
  let isOpen = false;
  let coversPage = false;

  function open() {
    if (!isOpen) show();
    focus();
  }

  // A visitor who comes from another page of the site goes on reading there; on a phone the page itself comes first.
  function openAgain() {
    if (!small.matches) show();
  }

  function show() {
    isOpen = true;
    reflect();
    onOpen();
  }

  function close() {
    if (!isOpen) return;
    const hadFocus = shadow.activeElement;
    isOpen = false;
    reflect();
    if (hadFocus) ui.launcher.focus();
    onClose();
  }

  function reflect() {
    ui.panel.hidden = !isOpen;
    ui.root.toggleAttribute("data-open", isOpen);
    ui.launcher.setAttribute("aria-expanded", String(isOpen));
    cover();
  }

  // On a phone the panel is the whole screen: nobody may get lost on the page behind it.
  function cover() {
    const covers = isOpen && small.matches;
    ui.panel.setAttribute("aria-modal", String(covers));
    if (covers !== coversPage) document.body.inert = coversPage = covers;
  }

  // On a touch screen the keyboard would hide half of the conversation.
  function focus() {
    (matchMedia("(pointer: coarse)").matches ? ui.panel : ui.box).focus();
  }

  // The keyboard of a phone covers a part of the page; a pinch does not change what we have to fit into.
  function fit() {
    const { height, offsetTop, scale } = window.visualViewport;
    ui.root.style.setProperty("--seen", scale === 1 ? `${height}px` : "100dvh");
    ui.root.style.setProperty("--top", scale === 1 ? `${offsetTop}px` : "0px");
  }

  // Browsers that cannot size a field by its content are told the height.
  function grow() {
    if (CSS.supports("field-sizing", "content")) return;
    ui.box.style.height = "auto";
    ui.box.style.height = `${Math.min(ui.box.scrollHeight + 2, HIGHEST_BOX_PX)}px`;
  }

  function pressInBox(event) {
    // 229: Safari's Enter that only ends the composition of a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    ui.form.requestSubmit();
  }

  function press(event) {
    // The page's own shortcuts are not meant while somebody writes here.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) close();
  }

  ui.launcher.addEventListener("click", () => (isOpen ? close() : open()));
  ui.close.addEventListener("click", close);
  ui.box.addEventListener("keydown", pressInBox);
  ui.box.addEventListener("input", grow);
  ui.root.addEventListener("keydown", press);
  for (const kind of ["keyup", "keypress"]) ui.root.addEventListener(kind, (event) => event.stopPropagation());
  small.addEventListener("change", cover);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  return { open, openAgain, close, focus, grow, isOpen: () => isOpen };
}
