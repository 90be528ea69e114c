// The thank-you page of the classic checkout: templates/checkout/thankyou.php and templates/order/order-details*.php.
globalThis.Receipts ??= {};
(() => {
  const { woocommerce: woo, page: pages } = Receipts;
  const TABLE = "table.woocommerce-table--order-details";
  const OVERVIEW = ".woocommerce-order-overview__";

  function find(page, location) {
    const table = page.querySelector(TABLE);
    if (!table || !woo.orderKey(location) || woo.isPayment(page, location)) return null;
    if (page.querySelector(".woocommerce-thankyou-order-failed")) return null;
    const amount = woo.readerOf(page, page);
    const billing = woo.readAddress(billingTag(page), billingTag(page));
    const shippingTag = page.querySelector(".woocommerce-column--shipping-address address");
    return woo.receipt(page, location, {
      number: pages.textOf(page.querySelector(`${OVERVIEW}order strong`)),
      total: amount(page.querySelector(`${OVERVIEW}total strong`)) ?? totalOf(table, amount),
      items: woo.readItems(table.querySelectorAll("tbody tr.order_item"), {
        nameCell: ".woocommerce-table__product-name, .product-name",
        priceCell: ".woocommerce-table__product-total, .product-total",
        amount,
      }),
      billing,
      shipping: woo.readAddress(shippingTag, shippingTag),
      email: pages.textOf(page.querySelector(`${OVERVIEW}email strong`)),
      notes: noteOf(table),
    });
  }

  function billingTag(page) {
    const column = page.querySelector(".woocommerce-column--billing-address address");
    return column ?? page.querySelector(".woocommerce-customer-details > address");
  }

  // Where a theme leaves the overview out: sums are headed by row headings, and refunds come after the total.
  function totalOf(table, amount) {
    const sums = [...table.querySelectorAll("tfoot tr:has(> th[scope=row])")].map((row) => amount(row.querySelector("td")));
    const refund = sums.findIndex((sum, at) => at > 1 && sum?.amount.startsWith("-") && sums[at - 1]);
    const upTo = refund > 1 && sums.slice(refund).every((sum) => !sum || sum.amount.startsWith("-")) ? refund : sums.length;
    return sums.slice(0, upTo).filter(Boolean).at(-1) ?? null;
  }

  // The customer's note is the only row of the foot whose heading heads no sum.
  function noteOf(table) {
    const heading = table.querySelector("tfoot th:not([scope]):not(.order-actions--heading)");
    return pages.linesOf(heading?.parentElement.querySelector("td")).join("\n");
  }

  Object.assign(Receipts, { woocommerceClassic: { find } });
})();
