"""Receipt pages as shops show them, after WooCommerce's own templates and blocks: what the extension has to read.

Around each order stands what themes and plugins put there: a cart, other prices, scripts, a search box.
"""

import json
from dataclasses import dataclass, field, replace
from urllib.parse import quote

KEY = "wc_order_Ab3dE5fG7hI9j"


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a shop writes amounts: WooCommerce > Settings > General > Currency options. `layout` as in its price_format."""

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
    extra: str = ""


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
    """templates/checkout/thankyou.php with order/order-details.php and order/order-details-customer.php."""
    if failed:
        return _document(receipt, _FAILED, body="woocommerce-checkout woocommerce-order-received")
    inside = (_overview(receipt) if overview else "") + _details(receipt) + _customer(receipt)
    return _document(receipt, f'<div class="woocommerce"><div class="woocommerce-order">{inside}</div></div>')


def blocks(receipt, *, failed=False):
    """The order confirmation template made of blocks, src/Blocks/BlockTypes/OrderConfirmation/."""
    status = '<h1>Commande reçue</h1><p>Merci. Votre commande a été reçue.</p>'
    if failed:
        status += '<p class="wc-block-order-confirmation-status__actions"><a class="button" href="/pay">Réessayer</a></p>'
    parts = [
        _block("status", status), _block("summary", _summary(receipt)),
        _block("totals", _totals(receipt)), _block("shipping-address", _block_address(receipt.shipping, "")),
        _block("billing-address", _block_address(receipt.billing, receipt.phone)),
    ]  # fmt: skip
    return _document(receipt, "".join(parts))


def settings_script(**currency):
    """What the block checkout writes into its pages: the shop's currency and how it writes amounts."""
    packed = quote(json.dumps({"adminUrl": "https://shop.example/wp-admin/", "currency": currency}))
    return f"<script id=\"wc-settings-js-before\">var wcSettings = wcSettings || JSON.parse( decodeURIComponent( '{packed}' ) );</script>"


def _document(receipt, content, *, body="woocommerce-checkout woocommerce-page woocommerce-order-received"):
    other = receipt.format.price(99900)
    return f"""<!DOCTYPE html><html lang="{receipt.lang}" dir="{'rtl' if receipt.format.rtl else 'ltr'}"><head><meta charset="utf-8">
<title>Commande</title>{receipt.scripts}</head><body class="{body}">
<header><input type="search" value="secret"><a class="cart-contents" href="/panier/">{other} <span class="count">3 articles</span></a></header>
<main>{content}{receipt.extra}</main>
<section class="related products"><h2>Vous aimerez</h2><ul><li class="product"><a href="/p">Lampe</a> <del>{other}</del> <ins>{receipt.format.price(79900)}</ins></li></ul></section>
</body></html>"""


_FAILED = """<div class="woocommerce-order"><p class="woocommerce-notice woocommerce-notice--error woocommerce-thankyou-order-failed">
Votre commande ne peut pas être traitée.</p><table class="woocommerce-table woocommerce-table--order-details shop_table order_details">
<tbody><tr class="woocommerce-table__line-item order_item"><td class="woocommerce-table__product-name product-name">Mug
<strong class="product-quantity">&times;&nbsp;1</strong></td><td class="woocommerce-table__product-total product-total">5</td></tr></tbody></table></div>"""


def _total_html(receipt):
    price = receipt.format.price
    total = price(receipt.total)
    if receipt.refund:
        total = f"<del aria-hidden=\"true\">{total}</del> <ins>{price(receipt.total - receipt.refund)}</ins>"
    return f'{total} <small class="includes_tax">(dont {price(receipt.tax)} TVA)</small>' if receipt.tax else total


def _overview(receipt):
    return f"""<p class="woocommerce-notice woocommerce-notice--success woocommerce-thankyou-order-received">Merci.</p>
<ul class="woocommerce-order-overview woocommerce-thankyou-order-details order_details">
<li class="woocommerce-order-overview__order order">Numéro de commande : <strong>{receipt.number}</strong></li>
<li class="woocommerce-order-overview__date date">Date : <strong>25 novembre 2026</strong></li>
<li class="woocommerce-order-overview__total total">Total : <strong>{_total_html(receipt)}</strong></li>
<li class="woocommerce-order-overview__payment-method method">Moyen de paiement : <strong>À la livraison</strong></li></ul>"""


def _name_html(line):
    return f'<a href="{line.link}">{line.name}</a>' if line.link else line.name


def _meta_html(line):
    entries = "".join(
        f'<li><strong class="wc-item-meta-label">{name}:</strong> <p>{value}</p></li>' for name, value in line.meta.items()
    )
    return f'<ul class="wc-item-meta">{entries}</ul>' if entries else ""


def _details(receipt):
    price = receipt.format.price
    rows = "".join(
        f"""<tr class="woocommerce-table__line-item order_item"{line.attributes}><td class="woocommerce-table__product-name product-name">
{_name_html(line)} <strong class="product-quantity">&times;&nbsp;{line.quantity}</strong>{_meta_html(line)}{f'<span class="sku">{line.sku}</span>' if line.sku else ''}</td>
<td class="woocommerce-table__product-total product-total">{price(line.subtotal)}</td></tr>"""
        + (f'<tr class="woocommerce-table__product-purchase-note product-purchase-note"><td colspan="2"><p>{line.note}</p></td></tr>' if line.note else "")
        for line in receipt.lines
    )  # fmt: skip
    note = f"<tr><th>Note :</th><td>{receipt.note.replace(chr(10), '<br />')}</td></tr>" if receipt.note else ""
    refund = _sum_row("Remboursement&nbsp;:", price(-receipt.refund)) if receipt.refund else ""
    sums = "".join(_sum_row(label, price(amount)) for label, amount in receipt.sums)
    method = _sum_row("Moyen de paiement&nbsp;:", "À la livraison")
    return f"""<section class="woocommerce-order-details"><h2 class="woocommerce-order-details__title">Détails</h2>
<table class="woocommerce-table woocommerce-table--order-details shop_table order_details"><thead><tr>
<th class="woocommerce-table__product-name product-name">Produit</th><th class="woocommerce-table__product-table product-total">Total</th></tr></thead>
<tbody>{rows}</tbody><tfoot><tr><th class="order-actions--heading">Actions:</th><td><a href="/pay" class="button pay">Payer</a></td></tr></tfoot>
<tfoot>{sums}{method}{_sum_row("Total&nbsp;:", _total_html(receipt))}{refund}{note}</tfoot></table></section>"""


def _sum_row(label, value):
    return f'<tr><th scope="row">{label}</th><td>{value}</td></tr>'


def _customer(receipt):
    phone = f'<p class="woocommerce-customer-details--phone">{receipt.phone}</p>' if receipt.phone else ""
    email = f'<p class="woocommerce-customer-details--email">{receipt.email}</p>' if receipt.email else ""
    billing = f'<h2 class="woocommerce-column__title">Adresse de facturation</h2><address>{"<br/>".join(receipt.billing)}{phone}{email}</address>'
    if not receipt.shipping:
        return f'<section class="woocommerce-customer-details">{billing}</section>'
    return f"""<section class="woocommerce-customer-details"><section class="woocommerce-columns woocommerce-columns--2 woocommerce-columns--addresses col2-set addresses">
<div class="woocommerce-column woocommerce-column--1 woocommerce-column--billing-address col-1">{billing}</div>
<div class="woocommerce-column woocommerce-column--2 woocommerce-column--shipping-address col-2"><h2 class="woocommerce-column__title">Adresse de livraison</h2>
<address>{"<br/>".join(receipt.shipping)}</address></div></section></section>"""


def _block(name, inside):
    return f'<div class="wp-block-woocommerce-order-confirmation-{name} wc-block-order-confirmation-{name} " style="">{inside}</div>' if inside else ""


def _summary(receipt):
    values = {
        "Numéro de commande :": receipt.number, "Date :": "25 novembre 2026", "Total :": _total_html(receipt),
        "E-mail :": receipt.email, "Moyen de paiement :": "À la livraison",
    }  # fmt: skip
    items = "".join(
        f'<li class="wc-block-order-confirmation-summary-list-item"><span class="wc-block-order-confirmation-summary-list-item__key">{key}</span> '
        f'<span class="wc-block-order-confirmation-summary-list-item__value">{value}</span></li>'
        for key, value in values.items()
        if value
    )
    return f'<ul class="wc-block-order-confirmation-summary-list">{items}</ul>'


def _totals(receipt):
    price = receipt.format.price
    rows = "".join(
        f"""<tr class="woocommerce-table__line-item order_item"{line.attributes}><td class="wc-block-order-confirmation-totals__product">
{_name_html(line)}&nbsp;
<strong class="product-quantity">&times;&nbsp;{line.quantity}</strong>{_meta_html(line)}{f'<div class="product-purchase-note"><p>{line.note}</p></div>' if line.note else ''}</td>
<td class="wc-block-order-confirmation-totals__total">{price(line.subtotal)}</td></tr>"""
        for line in receipt.lines
    )  # fmt: skip
    sums = "".join(_block_sum(label, price(amount)) for label, amount in receipt.sums[1:])
    note = (
        f'<div class="wc-block-order-confirmation-order-note"><p class="wc-block-order-confirmation-order-note__label">Note :</p><p>{receipt.note}</p></div>'
        if receipt.note
        else ""
    )
    return f"""<table cellspacing="0" class="wc-block-order-confirmation-totals__table "><thead><tr>
<th class="wc-block-order-confirmation-totals__product">Produit</th><th class="wc-block-order-confirmation-totals__total">Total</th></tr></thead>
<tbody>{rows}</tbody><tfoot>{sums}{_block_sum("Total :", _total_html(receipt))}</tfoot></table>{note}"""


def _block_sum(label, value):
    return f'<tr><th class="wc-block-order-confirmation-totals__label" scope="row">{label}</th><td class="wc-block-order-confirmation-totals__total">{value}</td></tr>'


def _block_address(lines, phone):
    if not lines:
        return ""
    return f'<address>{"<br/>".join(lines)}</address>' + (f'<p class="woocommerce-customer-details--phone">{phone}</p>' if phone else "")


def facebook(*, items, total, labels, ship_to=(), number="7234567890123456"):
    """A Marketplace receipt: nested boxes with meaningless classes, texts and links to listings."""
    rows = "".join(
        f"""<div class="x1n2onr6"><a class="x1i10hfl" href="https://www.facebook.com/marketplace/item/{item_id}/?ref=receipt" role="link"><div><img alt="">
<span dir="auto">{name}</span></div></a><div class="x78zum5"><span dir="auto">{price}</span><div><span>{count}</span></div></div></div>"""
        for item_id, name, price, count in items
    )
    receiver = "".join(f"<div><span>{line}</span></div>" for line in ship_to)
    return f"""<!DOCTYPE html><html lang="{labels['lang']}"><body><div role="banner"><span>Marketplace</span><span>$999.00</span></div>
<div role="main"><div class="x9f619"><h1><span>{labels['title']}</span></h1><div><span>{labels['number']}</span><span>{number}</span></div>
<div class="list">{rows}</div><div><span style="display:none">Total</span><span style="display:none">$1.00</span></div>
<div><div><span>{labels['shipping']}</span></div><div><span>$4.00</span></div></div>
<div><div><span>{labels['total']}</span></div><div><span>{total}</span></div></div>
<div><span>{labels['deliver']}</span>{receiver}</div></div></div></body></html>"""
