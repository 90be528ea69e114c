// The background: decides who may ask for what, and wakes up for pages, people, permissions and the clock.
import { dismissOrder, flushQueue, isQueueAlarm, rememberOrder, retryNow, sendOrder } from "./background/queue.js";
import { checkConnection, importSettings, saveSettings } from "./background/settings.js";
import { forgetSite, readTab, registerSites, setAuto, watchSite } from "./background/sites.js";
import { readState } from "./background/state.js";

// What our own pages ask for.
const ANSWERS = {
  state: () => readState(),
  send: ({ id, auto }) => sendOrder(id, { auto }),
  dismiss: ({ id }) => dismissOrder(id),
  retry: () => retryNow(),
  watch: ({ origin }) => watchSite(origin),
  forget: ({ origin }) => forgetSite(origin),
  auto: ({ origin, on }) => setAuto(origin, { on }),
  read: ({ tab }) => readTab(tab),
  settings: ({ settings }) => saveSettings(settings),
  check: ({ settings }) => checkConnection(settings),
};

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  const answer = answerOf(message, sender);
  if (!answer) return false;
  answer.then(reply, (error) => reply({ error: String(error) }));
  return true;
});

// A page's script may tell of the order on its own page, and nothing else.
function answerOf(message, sender) {
  if (sender.id !== chrome.runtime.id) return null;
  if (message.kind === "found") return rememberOrder(message.order, { origin: new URL(sender.url).origin });
  if (!sender.url.startsWith(chrome.runtime.getURL(""))) return null;
  return ANSWERS[message.kind]?.(message) ?? null;
}

// After an installation, an update or a start of the browser: scripts and alarms may be gone, what waits is not.
async function wakeUp() {
  await importSettings();
  await registerSites();
  await retryNow();
}

chrome.runtime.onInstalled.addListener(({ reason }) => {
  wakeUp();
  if (reason === "install") chrome.runtime.openOptionsPage();
});
chrome.runtime.onStartup.addListener(wakeUp);
chrome.permissions.onAdded.addListener(() => registerSites({ readOpenTabs: true }).then(retryNow));
chrome.permissions.onRemoved.addListener(() => registerSites());
chrome.alarms.onAlarm.addListener((alarm) => isQueueAlarm(alarm) && flushQueue());
