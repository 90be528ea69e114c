// The sites that a person has chosen. Our scripts are registered for their receipt pages and no others.
import { FACEBOOK, patternOf } from "../origins.js";
import { changeState, readState } from "./state.js";

const FILES = [
  "detect/money.js", "detect/page.js", "detect/woocommerce.js", "detect/woocommerce_classic.js",
  "detect/woocommerce_blocks.js", "detect/facebook.js", "detect/find.js", "content.js",
];
let registering = Promise.resolve();

// WooCommerce gives an order's own pages a key in their address: other pages of the shop are not even looked at.
function receiptsOf(origin) {
  const pattern = patternOf(origin);
  return origin === FACEBOOK ? [pattern.replace("/*", "/marketplace/*")] : [pattern.replace("/*", "/*key=wc_*")];
}

export async function watchSite(origin) {
  await changeState((state) => {
    state.sites[origin] ??= { auto: false };
  });
  await registerSites({ readOpenTabs: true });
}

export async function forgetSite(origin) {
  await changeState((state) => {
    delete state.sites[origin];
  });
  await registerSites();
}

export async function setAuto(origin, { on }) {
  await changeState((state) => {
    if (state.sites[origin]) state.sites[origin].auto = Boolean(on);
  });
}

// One at a time: two registrations of the same script would be an error.
export function registerSites({ readOpenTabs = false } = {}) {
  registering = registering.then(() => register({ readOpenTabs })).catch(() => {});
  return registering;
}

async function register({ readOpenTabs }) {
  const { sites } = await readState();
  const allowed = [];
  for (const origin of Object.keys(sites)) {
    if (await chrome.permissions.contains({ origins: [patternOf(origin)] })) allowed.push(origin);
  }
  const known = await chrome.scripting.getRegisteredContentScripts();
  const before = new Set(known.map((script) => script.id));
  const gone = [...before].filter((id) => !allowed.includes(id));
  const added = allowed.filter((origin) => !before.has(origin));
  if (gone.length) await chrome.scripting.unregisterContentScripts({ ids: gone });
  if (added.length) await chrome.scripting.registerContentScripts(added.map(scriptFor));
  if (readOpenTabs) await Promise.all(added.map(readTabsOf));
}

function scriptFor(origin) {
  return { id: origin, matches: receiptsOf(origin), js: FILES, runAt: "document_idle" };
}

// The receipt that made a person allow the site is open already.
async function readTabsOf(origin) {
  const tabs = await chrome.tabs.query({ url: receiptsOf(origin) });
  await Promise.all(tabs.map((tab) => readTab(tab.id)));
}

export async function readTab(tab) {
  await chrome.scripting.executeScript({ target: { tabId: tab }, files: FILES });
}
