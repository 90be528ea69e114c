// What WooCommerce's two thank-you pages have in common: the address, the rows of the table, amounts, postal addresses.
globalThis.Receipts ??= {};
(() => {
  const { money, page: pages } = Receipts;
  const AMOUNT = ".woocommerce-Price-amount";
  // Struck-out prices, and the tax that a total says it contains.
  const ASIDE = "del, small, .includes_tax, .tax_label, .screen-reader-text";
  const PRODUCT_IDS = ["data-variation_id", "data-variation-id", "data-product_id", "data-product-id"];

  // The secret that WooCommerce puts into the address of an order's own pages.
  function orderKey(location) {
    const key = new URLSearchParams(location.search).get("key") ?? "";
    return key.startsWith("wc_") ? key : "";
  }

  // Payment pages have a key, too, but their order is not placed yet.
  function isPayment(page, location) {
    const { search, pathname } = location;
    return page.body.classList.contains("woocommerce-order-pay") || /[?&]pay_for_order=/.test(search) || /\/order-pay\//.test(pathname);
  }

  function orderId(location) {
    const inQuery = new URLSearchParams(location.search).get("order-received");
    return inQuery ?? /\/(\d+)\/?$/.exec(location.pathname)?.[1] ?? "";
  }

  // Reads amounts in the way that this page writes all of its amounts.
  function readerOf(page, area) {
    const tags = [...area.querySelectorAll(AMOUNT)];
    const hints = pages.moneyHints(page, tags.map((tag) => tag.textContent));
    return (cell) => {
      const tag = [...(cell?.querySelectorAll(AMOUNT) ?? [])].find((one) => !one.closest(ASIDE));
      const source = tag ?? cell;
      const sign = source?.querySelector(".woocommerce-Price-currencySymbol")?.textContent;
      return source ? money.read(source.textContent, { sign, hints }) : null;
    };
  }

  function readItems(rows, { nameCell, priceCell, amount }) {
    return [...rows].map((row) => readItem(row, row.querySelector(nameCell), amount(row.querySelector(priceCell))))
      .filter((item) => item.name && item.quantity);
  }

  function readItem(row, cell, price) {
    const count = cell?.querySelector(".product-quantity");
    return {
      name: cell ? nameIn(cell, count) : "",
      sku: pages.textOf(row.querySelector(".sku")),
      quantity: money.readQuantity(pages.textOf(count?.querySelector("ins") ?? count)) || "1",
      unit_price: "",
      subtotal: price?.amount ?? "",
      external_id: productId(row),
    };
  }

  // The name stands before the quantity; what a customer chose stands below it.
  function nameIn(cell, count) {
    const copy = cell.cloneNode(true);
    const chosen = [...copy.querySelectorAll(".wc-item-meta li")].map((line) => pages.textOf(line)).filter(Boolean);
    const end = count && copy.querySelector(".product-quantity");
    const rest = copy.ownerDocument.createRange();
    rest.selectNodeContents(copy);
    if (end) rest.setEndBefore(end);
    const before = rest.cloneContents();
    for (const extra of before.querySelectorAll("ul, script, style, .product-purchase-note, .sku")) extra.remove();
    const name = pages.textOf(before);
    return name && chosen.length ? `${name} (${chosen.join(", ")})` : name;
  }

  function productId(row) {
    const place = [row, ...row.querySelectorAll("*")].find((tag) => PRODUCT_IDS.some((name) => +tag.getAttribute(name)));
    return place?.getAttribute(PRODUCT_IDS.find((name) => +place.getAttribute(name))) ?? "";
  }

  // {name, phone, email, lines}. Where countries begin with the postcode, no line is known to be the name.
  function readAddress(tag, besides = tag?.parentElement) {
    if (!tag) return { name: "", phone: "", email: "", lines: [] };
    const phone = pages.textOf(besides.querySelector(".woocommerce-customer-details--phone"));
    const email = pages.textOf(besides.querySelector(".woocommerce-customer-details--email"));
    const copy = tag.cloneNode(true);
    for (const extra of copy.querySelectorAll('[class*="customer-details--"], dl')) extra.remove();
    const lines = pages.linesOf(copy);
    const hasName = lines.length > 1 && !/\d/.test(lines[0]);
    return { name: hasName ? lines[0] : "", phone, email, lines: hasName ? lines.slice(1) : lines };
  }

  // Where the order goes, in one line; the receiver's name only when it is somebody else.
  function deliveryLine(billing, shipping) {
    const to = shipping.lines.length ? shipping : billing;
    const other = to.name && to.name !== billing.name ? [to.name] : [];
    return [...other, ...to.lines].join(", ");
  }

  function receipt(page, location, { number, total, items, billing, shipping, email = "", notes }) {
    const key = orderKey(location);
    if (!key || !items.length || !total) return null;
    return {
      source: "woocommerce",
      order_key: key,
      external_id: number.replace(/^#/, "") || orderId(location),
      page_url: location.origin + location.pathname,
      currency: total.currency,
      total: total.amount,
      customer: {
        name: billing.name || shipping.name,
        phone: billing.phone || shipping.phone,
        email: billing.email || email,
        language: pages.languageOf(page),
      },
      address: deliveryLine(billing, shipping),
      notes,
      items,
    };
  }

  Object.assign(Receipts, { woocommerce: { orderKey, isPayment, readerOf, readItems, readAddress, receipt } });
})();
