// The parts of the popup, each built from what is known and nothing else.
import { explain, make, money, say } from "./words.js";

export function problemNotice({ isReady, problem, message }, { options, retry }) {
  if (!isReady) return notice([say("not_set_up")], button("set_up", options, "is-primary"));
  if (!problem) return null;
  return notice(explain({ reason: problem, message }), button("settings", options), button("try_again", retry));
}

// One order as it was read, before anything is sent.
export function foundCard(id, { order, origin, state, message }, { shop, actions, tell }) {
  const auto = make("input", { type: "checkbox", id: `auto ${id}` });
  const send = button("send", async () => {
    send.disabled = true;
    tell("sending");
    await actions.send(id, { auto: auto.checked });
    tell("");
  }, "is-primary");
  send.id = `send ${id}`;
  if (shop) send.textContent = say("send_to", shop);
  return make("section", { class: "card" },
    make("h2", {}, say("order_found"), " ", make("bdi", { textContent: order.external_id })),
    make("p", { class: "muted", dir: "ltr", textContent: new URL(origin).host }),
    state === "refused" ? make("p", { class: "error", role: "alert" }, say("refused"), " ", make("bdi", { textContent: message })) : null,
    itemTable(order),
    customerFacts(order),
    state === "found" ? make("label", { class: "check" }, auto, make("span", { textContent: say("send_auto") })) : null,
    make("div", { class: "row" }, send, button("not_this", () => actions.dismiss(id))),
  );
}

function itemTable({ items, total, currency }) {
  const rows = items.map((item) => make("tr", {},
    make("td", { class: "number", textContent: `${item.quantity} ×` }),
    make("td", { dir: "auto", textContent: item.name }),
    make("td", { class: "number", textContent: money(item.subtotal || item.unit_price, currency) }),
  ));
  const sum = make("tr", {},
    make("td"), make("th", { scope: "row", textContent: say("total") }),
    make("td", { class: "number", textContent: money(total, currency) }),
  );
  return make("table", {}, make("tbody", {}, ...rows), make("tfoot", {}, sum));
}

function customerFacts({ customer, address, notes }) {
  const facts = { customer: customer.name, phone: customer.phone, email: customer.email, address, notes };
  const known = Object.entries(facts).filter(([, value]) => value);
  return make("dl", {}, ...known.flatMap(([name, value]) => [
    make("dt", { textContent: say(name) }),
    make("dd", {}, make("bdi", { textContent: value })),
  ]));
}

export function waitingCard(entries, { retry }) {
  if (!entries.length) return null;
  const reasons = [...new Set(entries.map((entry) => entry.reason).filter(Boolean))];
  return make("section", { class: "card" },
    make("h2", { textContent: say("waiting", entries.length) }),
    ...reasons.map((reason) => make("p", {}, ...explain({ reason }))),
    make("p", { class: "muted", textContent: say("waiting_hint") }),
    make("div", { class: "row" }, button("try_again", retry)),
  );
}

// The site of the page in front, when it is not watched yet. `isEmpty`: it was read, and there is no order; `isIdle`:
// nothing else is to be shown.
export function siteOffer(tab, { watch, read }, { isEmpty, isIdle }) {
  if (!tab.origin) return isIdle ? make("p", { class: "muted", textContent: say("nothing_here") }) : null;
  const host = make("bdi", { dir: "ltr", textContent: new URL(tab.origin).host });
  if (tab.isWatched) return make("p", { class: "muted site" }, say("watched"), " ", host);
  return make("section", { class: "card" },
    make("h2", {}, host),
    make("p", { textContent: say(isEmpty ? "nothing_found" : "offer") }),
    make("div", { class: "row" },
      button("watch", () => watch(tab.origin)), button("read_once", () => read(tab))),
  );
}

export function sentList(entries) {
  if (!entries.length) return null;
  return make("section", { class: "card" },
    make("h2", { textContent: say("sent") }),
    make("ul", { class: "plain" }, ...entries.map((entry) => make("li", {}, numberOf(entry), " ",
      make("span", { class: "muted", dir: "ltr", textContent: new URL(entry.origin).host })))),
  );
}

function numberOf({ number, track_url: link }) {
  const text = make("bdi", { textContent: number });
  return link ? make("a", { href: link, target: "_blank", rel: "noreferrer" }, text) : text;
}

function notice(words, ...buttons) {
  return make("div", { class: "notice" }, make("p", {}, ...words), make("div", { class: "row" }, ...buttons));
}

function button(name, press, kind = "") {
  const tag = make("button", { type: "button", class: `button ${kind}`.trim(), textContent: say(name) });
  tag.addEventListener("click", press);
  return tag;
}
