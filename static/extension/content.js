// Runs on receipt pages of the sites that a person has allowed: looks for an order and tells the background about it.
(() => {
  if (globalThis.salesdeskLooks) {
    globalThis.salesdeskLooks();
    return;
  }
  const PATIENCE = 15_000;
  // A page that is still being drawn is left alone until it says the same twice.
  const SETTLED_AFTER = 600;
  const ADDRESS_CHECK = 1_000;
  let observer = null;
  let timer = 0;
  let last = "";

  function look() {
    const order = Receipts.find(document, location);
    const reading = JSON.stringify(order);
    if (order && reading === last) {
      observer.disconnect();
      chrome.runtime.sendMessage({ kind: "found", order }).catch(() => {});
      return;
    }
    last = reading;
    if (order) lookAgain();
  }

  function lookAgain() {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED_AFTER);
  }

  function watch() {
    observer?.disconnect();
    last = "";
    observer = new MutationObserver(lookAgain);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout((mine) => mine.disconnect(), PATIENCE, observer);
    look();
  }

  // Facebook changes its address without loading a page.
  function followAddress() {
    let before = location.href;
    setInterval(() => {
      if (location.href === before) return;
      before = location.href;
      watch();
    }, ADDRESS_CHECK);
  }

  globalThis.salesdeskLooks = watch;
  watch();
  if (location.hostname.endsWith("facebook.com")) followAddress();
})();
