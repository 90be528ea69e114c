"""Receipt pages as shops show them, written after WooCommerce's own templates and blocks: what the extension reads.

Around each order stands what themes and plugins put there: a cart, other prices, scripts, a search box.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from django.template import Context, Engine

KEY = "wc_order_Ab3dE5fG7hI9j"
ENGLISH = {
    "lang": "en", "title": "Order confirmed", "number": "Order number", "shipping": "Shipping", "total": "Total",
    "deliver": "Ship to",
}  # fmt: skip
TEMPLATES = Engine(dirs=[Path(__file__).parent / "receipts"], autoescape=False)


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a shop writes amounts, as in WooCommerce's currency options."""

    symbol: str = "€"
    layout: str = "{amount}&nbsp;{symbol}"
    thousands: str = "."
    decimal: str = ","
    decimals: int = 2
    rtl: bool = False

    def price(self, cents):
        """As wc_price() writes it. `cents` counts the smallest unit."""
        digits = str(abs(cents)).rjust(self.decimals + 1, "0")
        whole, rest = (digits[: -self.decimals], digits[-self.decimals :]) if self.decimals else (digits, "")
        groups = f"{int(whole):,}".replace(",", self.thousands)
        amount = groups + (self.decimal + rest if rest else "")
        symbol = f'<span class="woocommerce-Price-currencySymbol">{self.symbol}</span>'
        text = ("-" if cents < 0 else "") + self.layout.format(symbol=symbol, amount=amount)
        marked = f"&rlm;{text}&lrm;" if self.rtl else text
        return f'<span class="woocommerce-Price-amount amount"><bdi>{marked}</bdi></span>'


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str
    quantity: str
    subtotal: int
    link: str = ""
    meta: dict = field(default_factory=dict)
    note: str = ""
    attributes: str = ""
    sku: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A placed order; `sums` are the rows between the items and the total: shipping, coupons, fees, taxes."""

    lines: tuple = ()
    total: int = 0
    sums: tuple = ()
    number: str = "1042"
    format: Format = Format()
    lang: str = "fr-FR"
    billing: tuple = ("Marie Durand", "12 rue des Lilas", "75011 Paris", "France")
    shipping: tuple = ()
    phone: str = "+33 6 12 34 56 78"
    email: str = "marie@example.fr"
    note: str = ""
    tax: int = 0
    refund: int = 0
    scripts: str = ""


MUG = Line(name="Mug bleu", quantity="2", subtotal=2500, link="https://shop.example/produit/mug/")
SHIRT = Line(
    name="T-shirt &#8211; Marin",
    quantity="1",
    subtotal=123456,
    link="https://shop.example/produit/t-shirt/?attribute_taille=L",
    meta={"Taille": "L", "Broderie": "M&amp;D"},
    note="À laver à 30°, 2 fois.",
)
ORDER = Receipt(
    lines=(MUG, SHIRT),
    sums=(("Sous-total&nbsp;:", 125956), ("Remise&nbsp;:", -5000), ("Expédition&nbsp;:", 490)),
    total=121446,
    tax=20241,
    note="Sonner deux fois.\nMerci !",
)


def order(**changes):
    return replace(ORDER, **changes)


def classic(receipt, *, failed=False, overview=True):
    """The page of the classic checkout; some themes leave its overview out."""
    return _draw("classic", receipt, failed=failed, overview=overview)


def blocks(receipt, *, failed=False):
    """The page of the block checkout."""
    return _draw("blocks", receipt, failed=failed)


def facebook(*, items, total, labels, ship_to=(), number="7234567890123456"):
    """A Marketplace receipt: nested boxes with meaningless classes, texts and links to listings."""
    values = {"items": items, "total": total, "labels": labels, "ship_to": ship_to, "number": number}
    return TEMPLATES.get_template("facebook.html").render(Context(values))


def settings_script(**currency):
    """What the block checkout writes into its pages: the shop's currency and how it writes amounts."""
    packed = quote(json.dumps({"adminUrl": "https://shop.example/wp-admin/", "currency": currency}))
    setting = f"var wcSettings = wcSettings || JSON.parse( decodeURIComponent( '{packed}' ) );"
    return f'<script id="wc-settings-js-before">{setting}</script>'


def _draw(name, receipt, **options):
    price = receipt.format.price
    values = {
        "receipt": receipt,
        "lines": [(line, price(line.subtotal)) for line in receipt.lines],
        "sums": [(label, price(amount)) for label, amount in receipt.sums],
        "total": price(receipt.total),
        "remaining": price(receipt.total - receipt.refund),
        "refund": price(-receipt.refund),
        "tax": price(receipt.tax),
        "other": price(99900),
    }
    return TEMPLATES.get_template(f"{name}.html").render(Context(values | options, autoescape=False))
