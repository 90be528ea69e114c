// The way to the server, and what the browser keeps: who the visitor is, and what is still to be sent.

const REQUEST_MS = 20000;

// Asks `home` + path; an answer that is no success throws an Error with its `status`.
export function createServer(home) {
  return async function call(path, { fields, token, method = "GET" } = {}) {
    const answer = await fetch(home + path, {
      method, body: fields && new URLSearchParams(fields), headers: token ? { Authorization: `Bearer ${token}` } : {},
      credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(REQUEST_MS),
    });
    if (!answer.ok) throw Object.assign(new Error(`status ${answer.status}`), { status: answer.status });
    return answer.json();
  };
}

// {token, seen: the last message that the visitor saw, pending: [{id, text, choice, at}]}, shared by the site's pages.
export function createStore(key) {
  let memory = null;

  function read() {
    if (memory) return memory;
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  }

  function write(change) {
    const whole = { ...read(), ...change };
    // A window that may keep nothing remembers until it is left.
    try { localStorage.setItem(key, JSON.stringify(whole)); } catch { memory = whole; }
  }

  // Whether this window showed the chat: the next page of the site shows it again.
  const showsAgain = () => { try { return sessionStorage.getItem(key) === "open"; } catch { return false; } };
  const showAgain = (isOpen) => {
    try { if (isOpen) sessionStorage.setItem(key, "open"); else sessionStorage.removeItem(key); } catch { /* it does not */ }
  };

  return { key, read, write, showsAgain, showAgain };
}
