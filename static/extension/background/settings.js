// Where orders go: as packed by the shop, then as changed by a person.
import { tidyServer } from "../origins.js";
import { retryNow } from "./queue.js";
import { checkServer } from "./server.js";
import { changeState } from "./state.js";

const FIELDS = ["server", "shop", "site_id", "api_key"];

// A newly packed file counts once; what a person changed afterwards stays.
export async function importSettings() {
  const packed = await (await fetch(chrome.runtime.getURL("settings.json"))).text();
  await changeState((state) => {
    if (state.packed === packed) return;
    const given = Object.entries(JSON.parse(packed)).filter(([name, value]) => FIELDS.includes(name) && value);
    Object.assign(state, { packed, settings: { ...state.settings, ...Object.fromEntries(given) } });
  });
}

export async function saveSettings(settings) {
  const server = tidyServer(settings.server);
  if (settings.server && !server) return { kind: "settings", reason: "server" };
  await changeState((state) => {
    state.settings = { ...state.settings, ...clean(settings), server };
  });
  await retryNow();
  return { kind: "ok" };
}

export async function checkConnection(settings) {
  const server = tidyServer(settings.server);
  if (!server) return { kind: "settings", reason: "server" };
  const answer = await checkServer({ ...clean(settings), server });
  if (answer.kind === "ok") await nameShop(server, answer.shop);
  return answer;
}

// People see their shop's name rather than an address.
function nameShop(server, shop) {
  return changeState((state) => {
    if (state.settings.server === server) state.settings.shop = String(shop);
  });
}

function clean({ api_key: key, site_id: site }) {
  return { api_key: String(key ?? "").trim(), site_id: String(site ?? "").trim() };
}
