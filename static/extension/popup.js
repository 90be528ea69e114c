// The popup: what was found, what waits and what was sent. Nothing leaves before "Send" was pressed once on a site.
import { foundCard, problemNotice, sentList, siteOffer, waitingCard } from "./popup_parts.js";
import { patternOf, tidySite } from "./origins.js";
import { ask, say, translatePage } from "./words.js";

const actions = {
  send: (id, { auto }) => ask({ kind: "send", id, auto }),
  dismiss: (id) => ask({ kind: "dismiss", id }),
  retry: () => ask({ kind: "retry" }),
  watch,
  read,
  options: () => chrome.runtime.openOptionsPage(),
};
// How long a page is given to show its order.
const READING = 2000;
let shown = "";
let isEmpty = false;

// The browser asks while our click is still fresh; on some systems the popup closes meanwhile, so the wish is noted first.
async function watch(origin) {
  const [isGranted] = await Promise.all([
    chrome.permissions.request({ origins: [patternOf(origin)] }),
    ask({ kind: "watch", origin }),
  ]);
  await ask(isGranted ? { kind: "watch", origin } : { kind: "forget", origin });
}

// The click opens this one page to us, whether its site is allowed or not.
async function read(tab) {
  const before = Object.keys((await ask({ kind: "state" })).orders).length;
  await ask({ kind: "read", tab: tab.id });
  await new Promise((done) => setTimeout(done, READING));
  isEmpty = Object.keys((await ask({ kind: "state" })).orders).length === before;
  await draw();
}

async function currentTab() {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return { id: tab?.id, origin: /^https?:/.test(tab?.url ?? "") ? tidySite(tab.url) : "" };
}

async function draw() {
  const [state, tab] = await Promise.all([ask({ kind: "state" }), currentTab()]);
  const isWatched = Boolean(tab.origin && state.sites[tab.origin])
    && await chrome.permissions.contains({ origins: [patternOf(tab.origin)] });
  const view = JSON.stringify([state, tab, isWatched, isEmpty]);
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
  const isIdle = isReady && !problem && !of("found", "refused", "queued", "sent").length;
  put("site", siteOffer(tab, actions, { isEmpty, isIdle }));
  put("sent", sentList(of("sent").slice(0, 5).map(([, entry]) => entry)));
}

// What is drawn anew keeps its ticks and the focus; where the focused button is gone, the focus stays on the page.
function put(place, ...parts) {
  const box = document.getElementById(place);
  const ticked = [...box.querySelectorAll("input:checked")].map((tick) => tick.id);
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  box.replaceChildren(...parts.filter(Boolean));
  for (const tick of box.querySelectorAll("input")) tick.checked = ticked.includes(tick.id);
  if (focused) (document.getElementById(focused.id) ?? document.querySelector("main")).focus();
}

function tell(name) {
  document.getElementById("news").textContent = name ? say(name) : "";
}

translatePage();
document.getElementById("options").addEventListener("click", actions.options);
chrome.storage.onChanged.addListener(draw);
chrome.permissions.onAdded.addListener(draw);
draw();
