// The way out: messages leave one after the other, in the order in which they were written, also after a reload.

const WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;

export function createOutbox({ store, call, thread, words, tell, beginAnew, onSent }) {
  let isBusy = false;
  let timer = 0;
  let misses = 0;
  const pending = () => store.read().pending || [];

  function say(text, choice = "") {
    tell("");
    queue({ id: newId(), text, choice, at: new Date().toISOString() });
  }

  function queue(post) {
    store.write({ pending: [...pending(), post] });
    thread.showOwn(post, "sending");
    pump();
  }

  const drop = (post) => store.write({ pending: pending().filter(({ id }) => id !== post.id) });
  const showAll = (state) => pending().forEach((post) => thread.showOwn(post, state));

  async function pump() {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(timer);
    try {
      for (let post = pending()[0]; post; post = pending()[0]) await deliver(post);
      if (misses) tell("");
      misses = 0;
    } catch {
      misses += 1;
      tell(words.offline);
      showAll("waiting");
      timer = setTimeout(pump, Math.min(WAIT_MS * 2 ** misses, LONGEST_WAIT_MS));
    }
    isBusy = false;
  }

  // Throws while the way is blocked: then the post waits. What the server refuses is given back to the visitor.
  async function deliver(post, isSecondTry = false) {
    try {
      const fields = { client_id: post.id, text: post.text, choice: post.choice };
      await call("/messages", { method: "POST", fields, token: await identify() });
    } catch (error) {
      if (error.status === 401 && !isSecondTry) { beginAnew(); return deliver(post, true); }
      if (!(error.status >= 400 && error.status < 500)) throw error;
      drop(post);
      tell(error.status === 429 ? words.slow : words.failed);
      return thread.fail(post, () => { tell(""); queue(post); });
    }
    drop(post);
    thread.showOwn(post, "sending");
    onSent();
  }

  async function identify() {
    if (!store.read().token) {
      const { token } = await call("/session", { method: "POST" });
      // Another page of the site may have been quicker.
      if (!store.read().token) store.write({ token });
    }
    return store.read().token;
  }

  return { say, pump, showAll };
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
