// Facebook Marketplace receipts. Their class names mean nothing and change, so that only addresses and words count here.
globalThis.Receipts ??= {};
(() => {
  const { money, page: pages } = Receipts;
  const RECEIPT = /^\/marketplace\/(?:you\/|selling\/)?(?:checkout\/done|orders?\/(?:details\/)?([\w.-]+))/;
  const LISTING = /\/marketplace\/item\/(\d+)/;
  // English, French, Spanish, Hebrew, Indonesian.
  const WORDS = {
    number: /^(?:order (?:number|id|no\.?)|order #|(?:numéro|n°|nº) de (?:la )?commande|número de(?:l)? pedido|מספר (?:ה)?הזמנה|nomor pesanan)\s*[:#]?\s*/i,
    total: /^(?:(?:order |grand )?total(?: paid| payé| pagado)?|total de la commande|total del pedido|סה["״]כ(?: לתשלום)?|total pesanan)\s*:?\s*/i,
    quantity: /^(?:qty|quantity|quantité|qté|cantidad|כמות|jumlah|kuantitas)\s*:?\s*(\d+)$|^(\d+)\s*[x×]$|^[x×]\s*(\d+)$/i,
    delivery: /^(?:ship(?:ping)? to|shipping address|delivery address|deliver to|livrer à|adresse de livraison|enviar a|dirección de (?:envío|entrega)|כתובת (?:ל)?משלוח|alamat pengiriman|kirim ke)\s*:?$/i,
    buyer: /^(?:buyer|sold to|acheteur|comprador|קונה|pembeli)\s*:?\s*/i,
  };
  const AMOUNT = /\d/;
  const PHONE = /^\+?[\d\s().-]{7,20}$/;
  const EMAIL = /^\S+@\S+\.\S+$/;
  const ADDRESS_LINES = 6;

  function find(page, location) {
    const route = /(?:^|\.)facebook\.com$/.test(location.hostname) && RECEIPT.exec(location.pathname);
    if (!route) return null;
    const area = page.querySelector('[role="main"]') ?? page.body;
    const lines = leavesOf(area);
    const number = routeNumber(route, location) || after(lines, WORDS.number, /^[\w.-]*\d[\w.-]*$/);
    const sums = lines.filter((line) => AMOUNT.test(line) && money.read(line)?.currency);
    const hints = pages.moneyHints(page, sums);
    const total = money.read(after(lines, WORDS.total, AMOUNT), { hints });
    const items = listingsIn(area, hints);
    if (!number || !total || !items.length) return null;
    return {
      source: "facebook",
      order_key: `fb_${number}`,
      external_id: number,
      page_url: location.origin + location.pathname,
      currency: total.currency,
      total: total.amount,
      customer: { ...personIn(lines), language: pages.languageOf(page) },
      address: deliveryIn(lines).slice(1).filter((line) => !PHONE.test(line) && !EMAIL.test(line)).join(", "),
      notes: "",
      items,
    };
  }

  function routeNumber(route, location) {
    const named = new URLSearchParams(location.search).get("order_id") ?? route[1] ?? "";
    return /^\d{4,}$/.test(named) ? named : "";
  }

  // The page's texts one by one, in order, without what nobody sees.
  function leavesOf(area) {
    const walker = area.ownerDocument.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    const lines = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = pages.textOf(node);
      if (text && node.parentElement.checkVisibility?.() !== false && !node.parentElement.closest("script, style")) lines.push(text);
    }
    return lines;
  }

  // What follows a label, in its own text or in the next one.
  function after(lines, label, shape) {
    for (const [at, line] of lines.entries()) {
      if (!label.test(line)) continue;
      const rest = line.replace(label, "");
      const value = rest || lines[at + 1] || "";
      if (shape.test(value)) return value;
    }
    return "";
  }

  // Each listing is a link to its page; what belongs to it is the largest part around it with no other listing in it.
  function listingsIn(area, hints) {
    const links = [...area.querySelectorAll("a[href]")].filter((link) => LISTING.test(link.href) && pages.textOf(link));
    const ids = [...new Set(links.map((link) => LISTING.exec(link.href)[1]))];
    return ids.map((id) => readListing(id, links.find((link) => link.href.includes(id)), area, hints));
  }

  function readListing(id, link, area, hints) {
    const lines = leavesOf(partOf(link, id, area));
    const named = leavesOf(link);
    const name = named.find((line) => !money.read(line)?.currency) ?? named[0];
    const count = lines.map((line) => WORDS.quantity.exec(line)).find(Boolean);
    const prices = lines.filter((line) => line !== name && !WORDS.quantity.test(line));
    const price = prices.map((line) => money.read(line, { hints })).find((one) => one?.currency || one?.amount.includes("."));
    const quantity = count ? count.slice(1).find(Boolean) : "1";
    return { name, sku: "", quantity, unit_price: price?.amount ?? "", subtotal: "", external_id: id };
  }

  function partOf(link, id, area) {
    let part = link;
    while (part.parentElement && part.parentElement !== area && !hasMore(part.parentElement, id)) part = part.parentElement;
    return part;
  }

  // Another listing, or the sums of the whole order.
  function hasMore(part, id) {
    const others = [...part.querySelectorAll("a[href]")].some((link) => (LISTING.exec(link.href)?.[1] ?? id) !== id);
    return others || leavesOf(part).some((line) => WORDS.total.test(line) || WORDS.delivery.test(line));
  }

  function deliveryIn(lines) {
    const start = lines.findIndex((line) => WORDS.delivery.test(line));
    if (start < 0) return [];
    const rest = lines.slice(start + 1, start + 1 + ADDRESS_LINES);
    const end = rest.findIndex((line) => Object.values(WORDS).some((word) => word.test(line)) || /:$/.test(line));
    return end < 0 ? rest : rest.slice(0, end);
  }

  function personIn(lines) {
    const delivery = deliveryIn(lines);
    return {
      name: after(lines, WORDS.buyer, /\p{L}/u) || delivery[0] || "",
      phone: delivery.find((line) => PHONE.test(line)) ?? "",
      email: delivery.find((line) => EMAIL.test(line)) ?? "",
    };
  }

  Object.assign(Receipts, { facebook: { find } });
})();
