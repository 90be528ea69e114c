// Addresses: what may be a server, what may be a site, and how the browser calls the permission for it.

export const FACEBOOK = "https://www.facebook.com";
const LOCAL = new Set(["localhost", "127.0.0.1"]);

// Without a port: Firefox knows no ports in permissions, and Chrome then means all of them.
export function patternOf(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

// The address in the form that we keep; "" when it is none, or when a key would travel in clear text.
export function tidyServer(text) {
  const address = parse(text);
  return address && isSafe(address) ? address.origin + address.pathname.replace(/\/+$/, "") : "";
}

// A shop's origin; "" when it cannot be one.
export function tidySite(text) {
  const address = parse(text);
  return address && isSafe(address) ? address.origin : "";
}

function parse(text) {
  const trimmed = String(text ?? "").trim();
  const full = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  return trimmed && URL.canParse(full) ? new URL(full) : null;
}

function isSafe({ protocol, hostname, username }) {
  if (username) return false;
  return protocol === "https:" || (protocol === "http:" && LOCAL.has(hostname));
}
