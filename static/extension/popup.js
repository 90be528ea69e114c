// The popup: what was found, what waits and what was sent. Nothing leaves before "Send" was pressed once on a site.
import { foundCard, problemNotice, sentList, siteOffer, waitingCard } from "./popup_parts.js";
import { patternOf, tidySite } from "./origins.js";
import { ask, say, translatePage } from "./words.js";

const actions = {
  send: (id, { auto }) => ask({ kind: "send", id, auto }),
  dismiss: (id) => ask({ kind: "dismiss", id }),
  retry: () => ask({ kind: "retry" }),
  watch,
  read: (tab) => ask({ kind: "read", tab: tab.id }),
  options: () => chrome.runtime.openOptionsPage(),
};
let shown = "";

// The browser asks while our click is still fresh; on some systems the popup closes meanwhile, so the wish is noted first.
async function watch(origin) {
  const [isGranted] = await Promise.all([
    chrome.permissions.request({ origins: [patternOf(origin)] }),
    ask({ kind: "watch", origin }),
  ]);
  await ask(isGranted ? { kind: "watch", origin } : { kind: "forget", origin });
}

async function currentTab() {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return { id: tab?.id, origin: /^https?:/.test(tab?.url ?? "") ? tidySite(tab.url) : "" };
}

async function draw() {
  const [state, tab] = await Promise.all([ask({ kind: "state" }), currentTab()]);
  const isWatched = Boolean(tab.origin && state.sites[tab.origin])
    && await chrome.permissions.contains({ origins: [patternOf(tab.origin)] });
  const view = JSON.stringify([state, tab, isWatched]);
  if (view === shown) return;
  shown = view;
  show(state, { ...tab, isWatched });
}

function show({ settings, orders, problem, problem_message: message }, tab) {
  const entries = Object.entries(orders).sort(([, one], [, other]) => other.at - one.at);
  const of = (...states) => entries.filter(([, entry]) => states.includes(entry.state));
  document.getElementById("shop").textContent = settings.shop || "Salesdesk";
  const isReady = Boolean(settings.server && settings.api_key && settings.site_id);
  put("problem", problemNotice({ isReady, problem, message }, actions));
  put("found", ...of("found", "refused").map(([id, entry]) => foundCard(id, entry, { shop: settings.shop, actions, tell })));
  put("waiting", waitingCard(of("queued").map(([, entry]) => entry), actions));
  put("site", siteOffer(tab, actions));
  put("sent", sentList(of("sent").slice(0, 5).map(([, entry]) => entry)));
}

// Buttons keep the focus that they had.
function put(place, ...parts) {
  const box = document.getElementById(place);
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.replaceChildren(...parts.filter(Boolean));
  if (focused) document.getElementById(focused)?.focus();
}

function tell(name) {
  document.getElementById("news").textContent = say(name);
}

translatePage();
document.getElementById("options").addEventListener("click", actions.options);
chrome.storage.onChanged.addListener(draw);
chrome.permissions.onAdded.addListener(draw);
draw();
