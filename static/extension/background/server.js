// The two calls that Salesdesk answers, and what its answers mean. Nothing is ever sent anywhere else.
import { patternOf } from "../origins.js";

const PATIENCE = 20_000;
const SETTINGS_WRONG = { 401: "key", 403: "forbidden", 404: "address" };
// Refused for what the order is: asking again would change nothing.
const FINAL = new Set([400, 409, 413, 422]);

// {kind: "sent" | "refused" | "settings" | "later", ...}
export async function submitOrder(settings, order) {
  const key = await idempotencyKey(order.order_key);
  const answer = await call(settings, "/api/v1/orders/submit", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ site_id: settings.site_id, ...order }),
  });
  if (answer.kind !== "ok") return answer;
  // Whoever answers without a number (a hotel's login page, say) is not Salesdesk.
  return answer.body?.number ? { ...answer.body, kind: "sent" } : { kind: "later", reason: "strange" };
}

// {kind: "ok", shop, site, currency} or what is wrong.
export async function checkServer(settings) {
  const answer = await call(settings, "/api/v1/orders/submit/check", { headers: { "X-Site-Id": settings.site_id } });
  if (answer.kind !== "ok") return answer;
  return answer.body?.shop ? { ...answer.body, kind: "ok" } : { kind: "later", reason: "strange" };
}

async function call(settings, path, { headers, ...options }) {
  if (!settings.server || !settings.api_key || !settings.site_id) return { kind: "settings", reason: "missing" };
  if (!(await chrome.permissions.contains({ origins: [patternOf(settings.server)] }))) {
    return { kind: "settings", reason: "permission" };
  }
  try {
    return await understand(await fetch(settings.server + path, {
      ...options,
      headers: { ...headers, Authorization: `Bearer ${settings.api_key}`, Accept: "application/json" },
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    }));
  } catch {
    return { kind: "later", reason: "network" };
  }
}

async function understand(response) {
  const body = await response.json().catch(() => null);
  const message = typeof body?.message === "string" ? body.message.slice(0, 300) : "";
  if (response.ok) return { kind: "ok", body };
  if (response.status in SETTINGS_WRONG) return { kind: "settings", reason: SETTINGS_WRONG[response.status], message };
  if (FINAL.has(response.status)) return { kind: "refused", message: message || String(response.status) };
  return { kind: "later", reason: "busy", wait: Number(response.headers.get("Retry-After")) || 0 };
}

async function idempotencyKey(orderKey) {
  if (orderKey.length <= 100) return orderKey;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(orderKey));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
