"""Photos of products go out with the reply; who has none is said."""

import pytest

from agent.models import Step, StepKind
from agent.rehearsal import say
from catalog.models import Product
from catalog.tests.factories import ProductFactory
from conversations.models import Author, Message
from orders.models import Order
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db
BEEF, PASTRAMI = "https://shop.example/beef.jpg", "https://shop.example/pastrami.jpg"


@pytest.fixture
def photographed(butcher):
    Product.objects.filter(sku="SAU-BEEF").update(image_url=BEEF)
    Product.objects.filter(sku="DELI-PASTRAMI").update(image_url=PASTRAMI)
    return butcher


def photos_of(*skus):
    rows = {product.sku: str(product.public_id) for product in Product.objects.filter(sku__in=skus)}
    return ("send_photos", {"product_ids": [rows[sku] for sku in skus]})


def media():
    return Message.objects.exclude(author=Author.CUSTOMER).last().media


def test_photos_go_with_the_reply_and_missing_ones_are_told(photographed, model):
    model.answer(calls=[photos_of("SAU-BEEF", "BEEF-GROUND")])
    model.answer(text="Here you are.")
    say(photographed, chat_id="a", text="show me")
    assert media() == [{"kind": "image", "url": BEEF, "caption": "Beef sausages"}]
    assert model.requests[1].results[0]["without_photo"] == [Product.objects.get(sku="BEEF-GROUND").text("name", "en")]


def test_a_photo_that_was_asked_for_twice_goes_once(photographed, model):
    model.answer(calls=[photos_of("SAU-BEEF"), photos_of("SAU-BEEF", "DELI-PASTRAMI")])
    model.answer(text="Here you are.")
    say(photographed, chat_id="a", text="show me")
    assert [medium["url"] for medium in media()] == [BEEF, PASTRAMI]


def test_a_caption_is_in_the_customers_language(photographed, model):
    model.answer(calls=[photos_of("SAU-BEEF")])
    model.answer(text="בבקשה")
    say(photographed, chat_id="a", text="תראה לי תמונה בבקשה")
    assert media()[0]["caption"] == "נקניק בקר"


def test_a_product_tells_whether_it_has_a_photo(photographed, model):
    model.answer(calls=[("search_products", {"query": "beef"})])
    model.answer(text="Yes.")
    say(photographed, chat_id="a", text="beef?")
    told = {product["name"]: product["has_photo"] for product in model.requests[1].results[0]["products"]}
    assert told["Beef sausages"] is True
    assert False in told.values()


@pytest.mark.parametrize("count", [0, 11])
def test_no_or_too_many_photos_are_refused(photographed, model, count):
    model.answer(calls=[("send_photos", {"product_ids": ["x"] * count})])
    model.answer(text="Sorry.")
    say(photographed, chat_id="a", text="show me everything")
    assert (Step.objects.get(kind=StepKind.RESULT).receipt["code"], media()) == ("bad_arguments", [])


def test_another_shops_photo_is_refused(photographed, model, other_shop):
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop, image_url="https://other.example/secret.jpg")
    model.answer(calls=[("send_photos", {"product_ids": [str(theirs.public_id)]})])
    model.answer(text="Sorry.")
    say(photographed, chat_id="a", text="show me")
    assert (Step.objects.get(kind=StepKind.RESULT).receipt["code"], media()) == ("unknown_product", [])


@pytest.mark.parametrize(
    "text",
    [
        "show me a picture of the pastrami", "envoyez-moi une photo du pastrami", "mándame una foto del pastrami",
        "תשלח לי תמונה של פסטרמה", "kirim foto pastrami dong", "tell me about your pastrami",
    ],
)  # fmt: skip
def test_the_offline_agent_shows_the_product_that_is_spoken_of_and_orders_nothing(photographed, settings, text):
    settings.AGENT_PROVIDER = "offline"
    exchange = say(photographed, chat_id="a", text=text)
    assert [medium["url"] for medium in media()] == [PASTRAMI]
    assert (exchange.offered, Order.objects.count()) == ({}, 0)


def test_the_offline_agent_says_when_there_is_no_photo(photographed, settings):
    settings.AGENT_PROVIDER = "offline"
    exchange = say(photographed, chat_id="a", text="do you have a photo of the ground beef?")
    assert (media(), "There is no photo of Ground beef." in exchange.text) == ([], True)
