// What an amount on a page says: a decimal string and, where it is sure, a currency. Nothing is calculated here.
globalThis.Receipts ??= {};
(() => {
  const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  // Zeros of the other scripts that shops write digits in: Arabic, Persian, Devanagari, Bengali, fullwidth.
  const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0xff10];
  const ARABIC_DECIMAL = "\u066b";
  // A space or an apostrophe only ever parts thousands.
  const NUMBER = /\d+(?:[.,\u066b]\d+|[\s'\u2019\u066c]\d{3}(?!\d))*/;
  const THREE_DECIMALS = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);
  // Only signs that one currency has for itself: "$", "kr", "¥", "Rs", "lei" and "﷼" are left to the page's own hints.
  const SIGNS = {
    "€": "EUR", "£": "GBP", "₪": "ILS", "₹": "INR", "₩": "KRW", "원": "KRW", "₫": "VND", "₴": "UAH", "₽": "RUB", "₺": "TRY",
    "₦": "NGN", "₱": "PHP", "฿": "THB", "₲": "PYG", "₡": "CRC", "₸": "KZT", "₾": "GEL", "₼": "AZN", "֏": "AMD", "₮": "MNT",
    "₭": "LAK", "៛": "KHR", "₵": "GHS", "円": "JPY", "元": "CNY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "Rp": "IDR",
    "RM": "MYR", "R": "ZAR", "R$": "BRL", "US$": "USD", "A$": "AUD", "AU$": "AUD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "MX$": "MXN", "KSh": "KES", "S/": "PEN", "S/.": "PEN", "د.إ": "AED",
    "ر.س": "SAR", "\u20c1": "SAR", "د.ك": "KWD", "د.ب": "BHD", "ر.ق": "QAR", "ر.ع": "OMR", "د.ا": "JOD", "ل.ل": "LBP",
    "د.م": "MAD", "د.ج": "DZD", "د.ت": "TND", "د.ع": "IQD", "ع.د": "IQD", "ج.م": "EGP",
  };
  const CODES = new Set(Intl.supportedValuesOf("currency"));

  function plain(text) {
    return [...text.replace(DIRECTION_MARKS, "")].map(plainDigit).join("").replace(/\s+/g, " ").trim();
  }

  function plainDigit(character) {
    const code = character.codePointAt(0);
    const zero = ZEROS.find((start) => code >= start && code < start + 10);
    return zero === undefined ? character : String(code - zero);
  }

  // The sign of the decimals; undefined where the amount alone cannot tell ("1.234").
  function ownDecimal(run) {
    if (run.includes(ARABIC_DECIMAL)) return ARABIC_DECIMAL;
    const marks = [...run].filter((character) => character === "." || character === ",");
    if (!marks.length) return "";
    const last = marks.at(-1);
    if (marks.includes(last === "." ? "," : ".")) return marks.filter((mark) => mark === last).length === 1 ? last : "";
    if (marks.length > 1) return "";
    const [before, after] = run.split(last);
    if (after.length !== 3 || before === "0" || /\D/.test(before) || before.length > 3) return last;
    return undefined;
  }

  // What all amounts of a page say together: in a shop they are written in one way.
  function learn(texts) {
    const seen = new Set();
    for (const text of texts) {
      const run = NUMBER.exec(plain(text))?.[0] ?? "";
      const mark = ownDecimal(run);
      if (mark) seen.add(mark);
    }
    return { decimal: seen.size === 1 ? [...seen][0] : undefined };
  }

  function decimalOf(run, currency, hints) {
    const own = ownDecimal(run);
    if (own !== undefined) return own;
    const mark = run.includes(".") ? "." : ",";
    if (hints.decimal !== undefined) return hints.decimal === mark ? mark : "";
    return THREE_DECIMALS.has(currency) ? mark : "";
  }

  function currencyOf(sign, pageCode = "") {
    const bare = plain(sign).replace(/^[-\u2212+]|[-\u2212+:]$/g, "").trim();
    const known = SIGNS[bare] ?? SIGNS[bare.replace(/^\.|\.$/g, "")];
    if (known) return known;
    if (/^[A-Z]{3}$/.test(bare) && CODES.has(bare)) return bare;
    return pageCode && bare && isSignOf(bare, pageCode) ? pageCode : "";
  }

  function isSignOf(sign, code) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency: code, currencyDisplay: "narrowSymbol" });
    const narrow = format.formatToParts(1).find((part) => part.type === "currency").value;
    return sign.replace(/\.$/, "").toLowerCase() === narrow.replace(/\.$/, "").toLowerCase();
  }

  // {amount: "-1234.50", currency: "EUR" or ""}; null when there is no number. `sign` is the page's own currency sign.
  function read(text, { sign, hints = {} } = {}) {
    const line = plain(text);
    const found = NUMBER.exec(line);
    if (!found) return null;
    const before = line.slice(0, found.index);
    // "5,-" and "5.–" are whole amounts.
    const after = line.slice(found.index + found[0].length).replace(/^[.,\s]*[-\u2013]?/, "");
    const beside = [sign ?? "", before, before.trim().split(" ").at(-1), after, after.trim().split(" ")[0]];
    const currency = beside.map((text) => currencyOf(text, hints.code)).find(Boolean) ?? "";
    const mark = decimalOf(found[0], currency, hints);
    const at = mark ? found[0].lastIndexOf(mark) : found[0].length;
    const whole = found[0].slice(0, at).replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    const decimals = found[0].slice(at).replace(/\D/g, "");
    const negative = /(?:^|\s)[-\u2212]\s*\D{0,5}$/.test(before) && /[1-9]/.test(whole + decimals);
    return { amount: `${negative ? "-" : ""}${whole}${decimals && `.${decimals}`}`, currency };
  }

  // A quantity is written as the shop stores it, without thousands: any sign in it is a decimal one.
  function readQuantity(text) {
    const run = /\d+(?:[.,\u066b]\d+)?/.exec(plain(text))?.[0];
    return run ? run.replace(/[,\u066b]/, ".") : "";
  }

  Object.assign(Receipts, { money: { read, learn, currencyOf, readQuantity, plain, isCode: (code) => CODES.has(code) } });
})();
