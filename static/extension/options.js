// The settings: where orders go, with a test; and which sites may be read.
import { FACEBOOK, patternOf, tidyServer, tidySite } from "./origins.js";
import { ask, explain, make, say, translatePage } from "./words.js";

const FIELDS = ["server", "api_key", "site_id"];
const field = (name) => document.getElementById(name);

function entered() {
  return Object.fromEntries(FIELDS.map((name) => [name, field(name).value.trim()]));
}

// The browser only asks while the click is fresh: this comes first, before anything is waited for.
function requestAccess(address) {
  return chrome.permissions.request({ origins: [patternOf(address)] });
}

async function save(event) {
  event.preventDefault();
  const settings = entered();
  const server = tidyServer(settings.server);
  if (server) await requestAccess(server);
  const answer = await ask({ kind: "settings", settings });
  tellAnswer(answer.kind === "ok" ? { words: [say("saved")] } : { words: explain(answer), isError: true });
  field("server").setAttribute("aria-invalid", String(answer.reason === "server"));
}

async function test() {
  const settings = entered();
  const server = tidyServer(settings.server);
  if (server) await requestAccess(server);
  tellAnswer({ words: [say("testing")] });
  const answer = await ask({ kind: "check", settings });
  if (answer.kind !== "ok") tellAnswer({ words: explain(answer), isError: true });
  else tellAnswer({ words: [say("connected", answer.shop, answer.site, answer.currency)] });
}

function tellAnswer({ words, isError = false }) {
  const line = field("answer");
  line.replaceChildren(...words);
  line.classList.toggle("error", isError);
}

async function allow(origin) {
  if (await requestAccess(origin)) await ask({ kind: "watch", origin });
  await drawSites();
}

async function addSite(event) {
  event.preventDefault();
  const origin = tidySite(field("site").value);
  field("site").setAttribute("aria-invalid", String(!origin));
  field("site-answer").textContent = origin ? "" : say("problem_site");
  if (!origin) return;
  await allow(origin);
  field("site").value = "";
}

// Our server keeps its permission: it is where orders go.
async function forget(origin) {
  const { settings } = await ask({ kind: "state" });
  await ask({ kind: "forget", origin });
  if (!settings.server || patternOf(settings.server) !== patternOf(origin)) {
    await chrome.permissions.remove({ origins: [patternOf(origin)] }).catch(() => {});
  }
  await drawSites();
}

async function drawSites() {
  const { sites } = await ask({ kind: "state" });
  const rows = await Promise.all(Object.entries(sites).map(([origin, site]) => siteRow(origin, site)));
  field("sites").replaceChildren(...rows);
}

async function siteRow(origin, { auto }) {
  const isAllowed = await chrome.permissions.contains({ origins: [patternOf(origin)] });
  const check = make("input", { type: "checkbox", checked: auto });
  check.addEventListener("change", () => ask({ kind: "auto", origin, on: check.checked }));
  const remove = make("button", { type: "button", class: "button is-quiet", textContent: say("remove") });
  remove.setAttribute("aria-label", say("remove_site", origin));
  remove.addEventListener("click", () => forget(origin));
  const again = make("button", { type: "button", class: "button", textContent: say("allow") });
  again.addEventListener("click", () => allow(origin));
  return make("li", { class: "site" },
    make("bdi", { dir: "ltr", class: "host", textContent: origin }),
    isAllowed ? make("label", { class: "check" }, check, make("span", { textContent: say("send_auto_short") })) : again,
    remove,
  );
}

async function fill() {
  const { settings } = await ask({ kind: "state" });
  for (const name of FIELDS) field(name).value = settings[name] ?? "";
}

function reveal() {
  const isShown = field("api_key").type === "text";
  field("api_key").type = isShown ? "password" : "text";
  field("reveal").setAttribute("aria-pressed", String(!isShown));
}

translatePage();
field("connection").addEventListener("submit", save);
field("test").addEventListener("click", test);
field("reveal").addEventListener("click", reveal);
field("add").addEventListener("submit", addSite);
field("facebook").addEventListener("click", () => allow(FACEBOOK));
chrome.permissions.onAdded.addListener(drawSites);
chrome.permissions.onRemoved.addListener(drawSites);
fill();
drawSites();
