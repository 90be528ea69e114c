// The order confirmation made of blocks: src/Blocks/BlockTypes/OrderConfirmation/*.php.
globalThis.Receipts ??= {};
(() => {
  const { woocommerce: woo, page: pages } = Receipts;
  const BLOCK = ".wc-block-order-confirmation-";

  function find(page, location) {
    const table = page.querySelector(`${BLOCK}totals__table`);
    if (!table || !woo.orderKey(location) || woo.isPayment(page, location)) return null;
    // Only a failed order offers to try again.
    if (page.querySelector(`${BLOCK}status__actions`)) return null;
    const amount = woo.readerOf(page, page);
    const summary = [...page.querySelectorAll(`${BLOCK}summary-list-item__value`)];
    const billing = addressIn(page, "billing-address");
    return woo.receipt(page, location, {
      number: pages.textOf(summary[0]),
      total: amount(summary.find((value) => value.querySelector(".woocommerce-Price-amount"))) ?? totalOf(table, amount),
      items: woo.readItems(table.querySelectorAll("tbody tr.order_item"), {
        nameCell: `${BLOCK}totals__product`,
        priceCell: `${BLOCK}totals__total`,
        amount,
      }),
      billing,
      shipping: addressIn(page, "shipping-address"),
      email: summary.map((value) => pages.textOf(value)).find((text) => /^\S+@\S+\.\S+$/.test(text)),
      notes: pages.linesOf(page.querySelector(`${BLOCK}order-note p:last-child`)).join("\n"),
    });
  }

  function addressIn(page, name) {
    return woo.readAddress(page.querySelector(`${BLOCK}${name} address`));
  }

  function totalOf(table, amount) {
    const sums = [...table.querySelectorAll("tfoot td")].map((cell) => amount(cell));
    return sums.filter((sum) => sum && !sum.amount.startsWith("-")).at(-1) ?? null;
  }

  Object.assign(Receipts, { woocommerceBlocks: { find } });
})();
