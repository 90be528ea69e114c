// What every reader of a page needs: text as people see it, the page's own hints about money, the language.
globalThis.Receipts ??= {};
(() => {
  const { plain, isCode, learn } = Receipts.money;
  const SETTINGS = /wcSettings\s*=\s*(?:wcSettings\s*\|\|\s*)?JSON\.parse\(\s*decodeURIComponent\(\s*'([^']+)'/;
  const CURRENCY = /["']?(?:currency|currencyCode|currency_code|priceCurrency)["']?\s*[:=]\s*["']([A-Z]{3})["']/g;
  const CURRENCY_TAGS = '[itemprop="priceCurrency"], meta[property$="price:currency"]';

  function textOf(node) {
    return node ? plain(node.textContent) : "";
  }

  // Lines as the page breaks them, for addresses: <br> and blocks end a line.
  function linesOf(node) {
    if (!node) return [];
    const copy = node.cloneNode(true);
    for (const end of copy.querySelectorAll("br, p, div, li")) end.before("\n");
    return copy.textContent.split("\n").map(plain).filter(Boolean);
  }

  // The currency that the page itself names, when it names just one.
  function currencyCode(page) {
    const codes = new Set();
    for (const tag of page.querySelectorAll(CURRENCY_TAGS)) codes.add(tag.content || textOf(tag));
    for (const script of page.scripts) {
      if (script.src) continue;
      const shop = shopCurrency(script.textContent);
      if (shop) return shop;
      for (const match of script.textContent.matchAll(CURRENCY)) codes.add(match[1]);
    }
    const known = [...codes].filter(isCode);
    return known.length === 1 ? known[0] : "";
  }

  // The block checkout writes its settings into the page.
  function shopCurrency(script) {
    const packed = SETTINGS.exec(script)?.[1];
    if (!packed) return "";
    try {
      const code = JSON.parse(decodeURIComponent(packed)).currency?.code;
      return isCode(code) ? code : "";
    } catch {
      return "";
    }
  }

  function moneyHints(page, texts) {
    return { ...learn(texts), code: currencyCode(page) };
  }

  function languageOf(page) {
    return /^[a-z]{2}(?![a-z])/i.exec(page.documentElement.lang)?.[0].toLowerCase() ?? "";
  }

  Object.assign(Receipts, { page: { textOf, linesOf, moneyHints, languageOf } });
})();
