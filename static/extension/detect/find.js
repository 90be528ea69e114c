// The order on a page, or null: the only door to the readers.
globalThis.Receipts ??= {};
(() => {
  const READERS = [Receipts.woocommerceClassic, Receipts.woocommerceBlocks, Receipts.facebook];

  function find(page, location) {
    for (const reader of READERS) {
      const order = reader.find(page, location);
      if (order) return order;
    }
    return null;
  }

  Object.assign(Receipts, { find });
})();
