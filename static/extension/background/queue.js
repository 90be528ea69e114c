// From found to sent: each order once, whatever is reloaded, restarted or cut off in between.
import { showBadge } from "./badge.js";
import { submitOrder } from "./server.js";
import { changeState, readState } from "./state.js";

const ALARM = "queue";
const FIRST_WAIT = 30;
const LONGEST_WAIT = 3600;
const SENT_KEPT = 2000;
const FOUND_KEPT_DAYS = 30;
const DAY = 86_400_000;
let flushing = Promise.resolve();

export function isQueueAlarm(alarm) {
  return alarm.name === ALARM;
}

// A page showed an order. New ones wait for a person, or are sent where a person has said so; known ones stay as they are.
export async function rememberOrder(order, { origin }) {
  if (new URL(order.page_url).origin !== origin) return;
  const id = `${origin} ${order.order_key}`;
  const isQueued = await changeState((state) => {
    const known = state.orders[id];
    if (known && known.state !== "found") return false;
    const isAuto = Boolean(state.sites[origin]?.auto);
    state.orders[id] = { state: isAuto ? "queued" : "found", order, origin, at: Date.now(), tries: 0, due: 0 };
    return isAuto;
  });
  await showBadge();
  if (isQueued) await flushQueue();
}

// The person has seen it and sends it; `auto` sends this site's next ones without asking.
export async function sendOrder(id, { auto }) {
  await changeState((state) => {
    const entry = state.orders[id];
    if (!entry || !["found", "refused"].includes(entry.state)) return;
    Object.assign(entry, { state: "queued", tries: 0, due: 0, message: "" });
    if (auto) state.sites[entry.origin] = { ...state.sites[entry.origin], auto: true };
  });
  await flushQueue();
}

// Not an order for us: only its key is remembered, so that it is not asked about again.
export async function dismissOrder(id) {
  await changeState((state) => {
    const { state: was, at, origin } = state.orders[id] ?? {};
    if (was === "found" || was === "refused") state.orders[id] = { state: "dismissed", at, origin };
  });
  await showBadge();
}

export async function retryNow() {
  await changeState((state) => {
    state.problem = "";
    for (const entry of queuedOf(state)) entry.due = 0;
  });
  await flushQueue();
}

// Everything that is due goes out, one after the other; then the clock is set for the rest.
export function flushQueue() {
  flushing = flushing.then(sendDue).catch(() => {});
  return flushing;
}

async function sendDue() {
  for (;;) {
    const state = await readState();
    const next = Object.entries(state.orders).find(([, entry]) => entry.state === "queued" && entry.due <= Date.now());
    if (!next) break;
    const outcome = await submitOrder(state.settings, next[1].order);
    await changeState((now) => record(now, next[0], outcome));
  }
  await planQueue();
  await showBadge();
}

function record(state, id, outcome) {
  const entry = state.orders[id];
  if (outcome.kind === "sent") settle(state, id, outcome);
  else if (outcome.kind === "refused") Object.assign(entry, { state: "refused", message: outcome.message });
  else if (outcome.kind === "settings") stop(state, outcome);
  else postpone(entry, outcome);
}

// What was sent is kept without the customer: the number, where to look, and that it was sent.
function settle(state, id, { number, track_url: link }) {
  const { at, origin } = state.orders[id];
  const track = /^https?:\/\//.test(link ?? "") ? link : "";
  state.orders[id] = { state: "sent", at, origin, sent_at: Date.now(), number: String(number), track_url: track };
  state.problem = "";
  prune(state);
}

// With these settings nothing can be sent: all of it waits for a person, and is tried now and then.
function stop(state, { reason, message = "" }) {
  state.problem = reason;
  state.problem_message = message;
  for (const entry of queuedOf(state)) entry.due = Date.now() + LONGEST_WAIT * 1000;
}

function postpone(entry, { reason, wait = 0 }) {
  const seconds = Math.max(wait, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** entry.tries) * (0.8 + Math.random() * 0.4));
  Object.assign(entry, { tries: entry.tries + 1, due: Date.now() + seconds * 1000, reason });
}

function queuedOf(state) {
  return Object.values(state.orders).filter((entry) => entry.state === "queued");
}

function prune(state) {
  const old = Date.now() - FOUND_KEPT_DAYS * DAY;
  const done = Object.entries(state.orders).filter(([, entry]) => ["sent", "dismissed"].includes(entry.state));
  const surplus = done.sort(([, one], [, other]) => other.at - one.at).slice(SENT_KEPT);
  const stale = Object.entries(state.orders).filter(([, entry]) => entry.state === "found" && entry.at < old);
  for (const [id] of [...surplus, ...stale]) delete state.orders[id];
}

// The browser may stop us at any moment and forgets alarms when it is closed: the clock is set anew each time.
async function planQueue() {
  const due = queuedOf(await readState()).map((entry) => entry.due);
  if (due.length) await chrome.alarms.create(ALARM, { when: Math.max(Date.now() + 1000, Math.min(...due)) });
  else await chrome.alarms.clear(ALARM);
}
