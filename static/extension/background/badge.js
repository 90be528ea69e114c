// The small sign on the button: something is wrong, something waits for a person, something waits to be sent.
import { readState } from "./state.js";

const COLOURS = { problem: "#b42318", found: "#047857", queued: "#50625a" };

export async function showBadge() {
  const { orders, problem } = await readState();
  const states = Object.values(orders).map((entry) => entry.state);
  const found = states.filter((state) => state === "found").length;
  const sign = signOf({ problem, found, isRefused: states.includes("refused"), isQueued: states.includes("queued") });
  await chrome.action.setBadgeText({ text: sign.text });
  if (sign.colour) await chrome.action.setBadgeBackgroundColor({ color: sign.colour });
  await chrome.action.setBadgeTextColor?.({ color: "#ffffff" });
}

function signOf({ problem, found, isRefused, isQueued }) {
  if (problem || isRefused) return { text: "!", colour: COLOURS.problem };
  if (found) return { text: String(found), colour: COLOURS.found };
  return isQueued ? { text: "…", colour: COLOURS.queued } : { text: "" };
}
