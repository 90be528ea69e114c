"""What the extension reads on a page, in a real Chromium: pure functions, so that one browser reads all pages."""

from dataclasses import replace

import pytest

from lib.testing.chromium import WITH_CHROMIUM
from orders.extension.packing import FOLDER
from orders.tests.extension.receipt_pages import (
    ENGLISH,
    KEY,
    MUG,
    Format,
    Line,
    blocks,
    classic,
    facebook,
    order,
    settings_script,
)

READERS = ["money", "page", "woocommerce", "woocommerce_classic", "woocommerce_blocks", "facebook", "find"]
ADDRESS = f"https://shop.example/checkout/order-received/1042/?key={KEY}"
FACEBOOK = "https://www.facebook.com/marketplace/orders/7234567890123456/receipt"
HEBREW = ENGLISH | {
    "lang": "he",
    "number": "מספר הזמנה",
    "shipping": "משלוח",
    "total": 'סה"כ',
    "deliver": "כתובת למשלוח",
}

pytestmark = WITH_CHROMIUM


@pytest.fixture(scope="module")
def tab(chromium):
    with chromium.lend() as browser:
        yield browser.new_page()


@pytest.fixture
def read(tab):
    source = "\n".join((FOLDER / "detect" / f"{name}.js").read_text() for name in READERS)

    def read_page(html, address=ADDRESS):
        tab.set_content(html)
        return tab.evaluate(f"(address) => {{ {source}\n return Receipts.find(document, new URL(address)); }}", address)

    return read_page


@pytest.fixture
def amount(tab):
    source = (FOLDER / "detect" / "money.js").read_text()

    def read_amount(text, **options):
        found = tab.evaluate(
            f"([text, options]) => {{ {source}\n return Receipts.money.read(text, options); }}", [text, options]
        )
        return found and (found["amount"], found["currency"])

    return read_amount


EXPECTED = {
    "source": "woocommerce",
    "order_key": KEY,
    "external_id": "1042",
    "page_url": "https://shop.example/checkout/order-received/1042/",
    "currency": "EUR",
    "total": "1214.46",
    "customer": {"name": "Marie Durand", "phone": "+33 6 12 34 56 78", "email": "marie@example.fr", "language": "fr"},
    "address": "12 rue des Lilas, 75011 Paris, France",
    "notes": "Sonner deux fois.\nMerci !",
    "items": [
        {"name": "Mug bleu", "sku": "", "quantity": "2", "unit_price": "", "subtotal": "25.00", "external_id": ""},
        {
            "name": "T-shirt – Marin (Taille: L, Broderie: M&D)", "sku": "", "quantity": "1", "unit_price": "",
            "subtotal": "1234.56", "external_id": "",
        },
    ],
}  # fmt: skip


def test_the_classic_page_is_read_whole(read):
    assert read(classic(order())) == EXPECTED


def test_the_page_of_blocks_is_read_whole(read):
    assert read(blocks(order())) == EXPECTED


@pytest.mark.parametrize("build", [classic, blocks])
def test_the_receiver_is_named_when_it_is_somebody_else(read, build):
    to = ("Paul Martin", "Atelier Bois", "3 quai Nord", "69002 Lyon")
    found = read(build(order(shipping=to)))
    assert found["customer"]["name"] == "Marie Durand"
    assert found["address"] == "Paul Martin, Atelier Bois, 3 quai Nord, 69002 Lyon"
    own = read(build(order(shipping=("Marie Durand", "3 quai Nord", "69002 Lyon"))))
    assert own["address"] == "3 quai Nord, 69002 Lyon"


@pytest.mark.parametrize("build", [classic, blocks])
def test_an_address_that_begins_with_the_postcode_names_nobody(read, build):
    found = read(build(order(billing=("〒100-0001", "東京都 千代田区", "山田 太郎"), phone="")))
    assert found["customer"] == {"name": "", "phone": "", "email": "marie@example.fr", "language": "fr"}
    assert found["address"] == "〒100-0001, 東京都 千代田区, 山田 太郎"


@pytest.mark.parametrize("build", [classic, blocks])
def test_what_was_refunded_is_neither_ordered_nor_owed(read, build):
    line = replace(MUG, quantity="<del>3</del> <ins>2</ins>")
    found = read(build(order(lines=(line,), refund=1446, total=121446)))
    assert (found["items"][0]["quantity"], found["total"]) == ("2", "1200.00")


def test_ids_and_article_numbers_are_read_where_a_shop_shows_them(read):
    lines = (
        replace(MUG, attributes=' data-product_id="7" data-variation_id="71"', sku="MUG-1"),
        replace(MUG, attributes=' data-product_id="8" data-variation_id="0"', link=""),
        Line(name='<img src="x.png" alt=""> Fromage', quantity="0.5", subtotal=990),
    )
    found = [
        (item["name"], item["quantity"], item["sku"], item["external_id"])
        for item in read(classic(order(lines=lines)))["items"]
    ]
    assert found == [("Mug bleu", "2", "MUG-1", "71"), ("Mug bleu", "2", "", "8"), ("Fromage", "0.5", "", "")]


def test_a_theme_without_the_overview_still_has_the_total_and_the_number(read):
    found = read(classic(order(refund=2000), overview=False))
    assert (found["total"], found["external_id"]) == ("1194.46", "1042")
    plain = read(classic(order(), overview=False), f"https://shop.example/?page_id=9&order-received=77&key={KEY}")
    assert (plain["total"], plain["external_id"], plain["page_url"]) == ("1214.46", "77", "https://shop.example/")


FORMATS = {
    "euro": (Format(), "EUR"),
    "dollar": (Format(symbol="&#36;", layout="{symbol}{amount}", thousands=",", decimal="."), ""),
    "named dollar": (Format(symbol="US&#36;", layout="{symbol}{amount}", thousands=",", decimal="."), "USD"),
    "shekel": (Format(symbol="&#8362;", layout="{symbol}&nbsp;{amount}", thousands=",", decimal=".", rtl=True), "ILS"),
    "dirham": (
        Format(symbol="&#x62f;.&#x625;", layout="{symbol}&nbsp;{amount}", thousands=",", decimal=".", rtl=True),
        "AED",
    ),
    "bahraini dinar": (
        Format(symbol=".&#x62f;.&#x628;", layout="{amount}&nbsp;{symbol}", thousands=",", decimal=".", rtl=True),
        "BHD",
    ),
    "franc": (Format(symbol="CHF", layout="{symbol} {amount}", thousands="’", decimal="."), "CHF"),
    "krona": (Format(symbol="kr", thousands="&nbsp;"), ""),
    "zloty": (Format(symbol="z&#322;", thousands="&#8239;"), "PLN"),
    "no sign for thousands": (Format(thousands=""), "EUR"),
}
WHOLE = {
    "rupiah": (Format(symbol="Rp", layout="{symbol}&nbsp;{amount}", decimals=0), "IDR"),
    "forint": (Format(symbol="Ft", thousands=" ", decimals=0), "HUF"),
    "yen": (Format(symbol="&yen;", layout="{symbol}{amount}", thousands=",", decimals=0), ""),
    "won": (Format(symbol="&#8361;", layout="{symbol}{amount}", thousands=",", decimals=0), "KRW"),
}


@pytest.mark.parametrize("build", [classic, blocks])
@pytest.mark.parametrize("name", FORMATS)
def test_amounts_are_read_as_each_shop_writes_them(read, build, name):
    form, currency = FORMATS[name]
    found = read(build(order(format=form)))
    assert (found["currency"], found["total"]) == (currency, "1214.46")
    assert [item["subtotal"] for item in found["items"]] == ["25.00", "1234.56"]


@pytest.mark.parametrize("build", [classic, blocks])
@pytest.mark.parametrize("name", WHOLE)
def test_currencies_without_decimals_keep_their_thousands(read, build, name):
    form, currency = WHOLE[name]
    found = read(build(order(format=form, lines=(replace(MUG, subtotal=45000),), sums=(), total=145000, tax=0)))
    assert (found["currency"], found["total"], found["items"][0]["subtotal"]) == (currency, "145000", "45000")


def test_three_decimals_are_no_thousands(read):
    form = Format(symbol="د.ك", layout="{symbol} {amount}", thousands=",", decimal=".", decimals=3)
    found = read(classic(order(format=form, lines=(replace(MUG, subtotal=1500),), sums=(), total=2250, tax=0)))
    assert (found["currency"], found["total"], found["items"][0]["subtotal"]) == ("KWD", "2.250", "1.500")


DOLLARS = Format(symbol="&#36;", layout="{symbol}{amount}", thousands=",", decimal=".")


@pytest.mark.parametrize(
    ("scripts", "symbol", "currency"),
    [
        (settings_script(code="CAD", symbol="$", precision=2), "&#36;", "CAD"),
        (settings_script(code="SEK", symbol="kr"), "kr", "SEK"),
        (settings_script(code="JPY", symbol="¥"), "&yen;", "JPY"),
        # The sign on the page is not the one of the currency that the script names.
        (settings_script(code="SEK", symbol="kr"), "&#36;", ""),
        ('<script>dataLayer.push({"ecommerce":{"currency":"AUD"}});</script>', "&#36;", "AUD"),
        ('<script>a={"currency":"AUD"};b={"currency":"USD"}</script>', "&#36;", ""),
        ('<script>a={"currency":"XYZ"}</script>', "&#36;", ""),
        ('<meta property="product:price:currency" content="NZD">', "&#36;", "NZD"),
        ("<script>var wcSettings = JSON.parse( decodeURIComponent( '%7Bbroken' ) );</script>", "&#36;", ""),
    ],
)
def test_a_shared_sign_takes_its_currency_from_the_pages_own_hints(read, scripts, symbol, currency):
    found = read(blocks(order(format=replace(DOLLARS, symbol=symbol), scripts=scripts)))
    assert (found["currency"], found["total"]) == (currency, "1214.46")


PAGES = {
    "no key": (classic(order()), "https://shop.example/my-account/view-order/1042/"),
    "a key of something else": (classic(order()), "https://shop.example/x?key=abc"),
    "payment": (classic(order()), f"https://shop.example/checkout/order-pay/1042/?pay_for_order=true&key={KEY}"),
    "a shop's page": ("<body><h1>Mug</h1><p>12,00 €</p>", ADDRESS),
    "failed": (classic(order(), failed=True), ADDRESS),
    "failed blocks": (blocks(order(), failed=True), ADDRESS),
    "no items": (classic(order(lines=())), ADDRESS),
    "only a thank you": ('<body><div class="woocommerce-order"><p>Thank you.</p></div>', ADDRESS),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_no_receipt_says_nothing(read, name):
    assert read(*PAGES[name]) is None


def test_a_facebook_receipt_is_read_by_its_words_and_links(read):
    html = facebook(
        items=[("111", "Oak chair", "$120.00", "Quantity: 2"), ("222", "Lamp 60 W", "$35.50", "")],
        total="$279.50", labels=ENGLISH, ship_to=("Jane Roe", "5 High St", "Austin, TX 78701", "+1 512 555 0100"),
    )  # fmt: skip
    assert read(html, FACEBOOK) == {
        "source": "facebook",
        "order_key": "fb_7234567890123456",
        "external_id": "7234567890123456",
        "page_url": FACEBOOK,
        "currency": "",
        "total": "279.50",
        "customer": {"name": "Jane Roe", "phone": "+1 512 555 0100", "email": "", "language": "en"},
        "address": "5 High St, Austin, TX 78701",
        "notes": "",
        "items": [
            {
                "name": "Oak chair",
                "sku": "",
                "quantity": "2",
                "unit_price": "120.00",
                "subtotal": "",
                "external_id": "111",
            },
            {
                "name": "Lamp 60 W",
                "sku": "",
                "quantity": "1",
                "unit_price": "35.50",
                "subtotal": "",
                "external_id": "222",
            },
        ],
    }


def test_a_facebook_receipt_in_hebrew(read):
    html = facebook(
        items=[("9", "כיסא", "₪1,250", "כמות: 1")], total="₪1,254.00", labels=HEBREW, ship_to=("דנה כהן", "הרצל 1")
    )
    found = read(html, "https://www.facebook.com/marketplace/checkout/done/?order_id=7234567890123456")
    assert (found["currency"], found["total"], found["order_key"]) == ("ILS", "1254.00", "fb_7234567890123456")
    assert (found["items"][0]["name"], found["items"][0]["unit_price"]) == ("כיסא", "1250")
    assert (found["customer"]["name"], found["address"]) == ("דנה כהן", "הרצל 1")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/marketplace/item/111/",
        "https://www.facebook.com/messages/",
        "https://notfacebook.com/marketplace/checkout/done/",
    ],
)
def test_other_pages_of_facebook_say_nothing(read, address):
    html = facebook(items=[("111", "Chair", "$1.00", "")], total="$5.00", labels=ENGLISH)
    assert read(html, address) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.234,56 €", ("1234.56", "EUR")), ("₪ 1,234.50", ("1234.50", "ILS")), ("Rp 45.000", ("45000", "IDR")),
        ("12 500 Ft", ("12500", "HUF")), ("د.إ 1,234.00", ("1234.00", "AED")), ("US$ 5", ("5", "USD")),
        ("99 kr", ("99", "")), ("¥1,500", ("1500", "")), ("$1,234", ("1234", "")), ("1'234.50 CHF", ("1234.50", "CHF")),
        ("-€5.00", ("-5.00", "EUR")), ("−12,00 €", ("-12.00", "EUR")), ("₹1,23,456.00", ("123456.00", "INR")),
        ("١٬٢٣٤٫٥٠ ر.س", ("1234.50", "SAR")), ("۱۲۳", ("123", "")), ("0.500 KWD", ("0.500", "KWD")),
        ("1.500 KWD", ("1.500", "KWD")), ("R$ 1.234,5", ("1234.5", "BRL")), ("R 120.00", ("120.00", "ZAR")),
        ("1.234.567", ("1234567", "")), ("1234.567", ("1234.567", "")),
        ("\u200f\u202a12.00 ₪\u200e", ("12.00", "ILS")),
        ("S/. 15.90", ("15.90", "PEN")), ("5,- €", ("5", "EUR")), ("€0.00", ("0.00", "EUR")),
        ("free", None), ("", None),
        ("12 items", ("12", "")), ("T-Shirt 9.99", ("9.99", "")),
    ],
)  # fmt: skip
def test_amounts(amount, text, found):
    assert amount(text) == found


def test_what_other_amounts_show_decides_a_doubtful_one(amount):
    assert amount("1.234", hints={"decimal": "."}) == ("1.234", "")
    assert amount("1.234", hints={"decimal": ","}) == ("1234", "")
