// The chat of a shop on its own web site:
//   <script src="https://our.host/static/widget.js" data-shop="valdman" defer></script>
// Its options, and what a strict Content-Security-Policy has to allow: docs/widget.md.
// This part only says who asks, once, however often the page loads it; the rest is in widget/.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-shop][src*='/widget.js']");
  if (!script?.dataset.shop || Object.hasOwn(window, "SalesdeskChat")) return;

  const { shop, language, position, color } = script.dataset;
  const home = `${new URL(script.src).origin}/widget/${encodeURIComponent(shop)}`;

  // A site that is not allowed, a shop without a chat and a server that is away look the same from here.
  const chat = import(new URL("widget/chat.js", script.src))
    .then(({ begin }) => begin(home, { language, position, color }))
    .catch((error) => console.warn(`Salesdesk: no chat of "${shop}" on this page (${error.message}). See docs/widget.md.`));

  window.SalesdeskChat = Object.freeze({
    open: () => chat.then((widget) => widget?.open()),
    close: () => chat.then((widget) => widget?.close()),
  });
})();
