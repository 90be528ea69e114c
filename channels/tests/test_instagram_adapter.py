import pytest

from channels.base import Account, Delivery, Outgoing, WebhookState
from channels.instagram.adapter import FIELDS, InstagramAdapter
from channels.meta.messaging_webhook import PAGE_FIELDS
from channels.testing.fake_messenger import (
    APP_ID,
    APP_SECRET,
    IG_ID,
    IG_LOGIN_ID,
    IG_TOKEN,
    PAGE_ID,
    PAGE_TOKEN,
    VERSION,
    FakeMessenger,
    signed,
)
from lib.errors import ProviderError
from lib.testing.server import Hang, Vanish

OWN = {"token": IG_TOKEN, "ig_id": IG_ID, "login": "instagram", "app_secret": APP_SECRET, "verify_token": "v-token"}
LINKED = OWN | {"token": PAGE_TOKEN, "login": "page", "page_id": PAGE_ID, "app_id": APP_ID}
CUSTOMER = "1029384756102938"
HERE = "https://shop.test/webhooks/instagram/1"
SET_ADDRESS = f"POST /{VERSION}/{APP_ID}/subscriptions"
SUBSCRIBE = f"POST /{VERSION}/{IG_ID}/subscribed_apps"
adapter = InstagramAdapter()


@pytest.fixture
def facebook(settings):
    with FakeMessenger() as server:
        server.instagrammers.add(CUSTOMER)
        settings.META_BASE_URL = server.url
        settings.OUTBOUND_TIMEOUT = 0.5
        yield server


@pytest.fixture
def instagram(settings, facebook):
    """Another host than Facebook's: a token is good for one of them."""
    with FakeMessenger() as server:
        settings.INSTAGRAM_BASE_URL = server.url
        yield server


def send(text="Hello", *, credentials, **fields):
    parts = adapter.render(Outgoing(text, **fields))
    return [adapter.send(part, to=CUSTOMER, credentials=credentials) for part in parts]


def refused(function, *args, **kwargs) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        function(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize("extra", [{}, {"instagram_app_secret": ""}, {"instagram_app_secret": " of-instagram "}])
def test_either_apps_secret_proves_a_delivery_and_nothing_else_does(extra):
    """Meta does not say which of them signs for Instagram's login."""
    secret = adapter.choose_secret(OWN | extra, generated="generated")
    signers = [APP_SECRET, "of-instagram", "generated", "", secret]
    proven = [adapter.verify(Delivery(b"{}", signed(b"{}", signer)), secret=secret) for signer in signers]
    has_two = bool(extra.get("instagram_app_secret"))
    assert proven == [True, has_two, False, False, not has_two]
    assert not adapter.verify(Delivery(b"{}", signed(b"{}", "")), secret="")


def test_with_instagrams_login_messages_go_to_instagram(instagram, facebook):
    assert send("שלום", credentials=OWN) == ["aWdfZAG11"]
    (call,) = instagram.list_calls(FakeMessenger.SEND_IG)
    assert call.json == {
        "recipient": {"id": CUSTOMER}, "messaging_type": "RESPONSE", "message": {"text": "שלום"},
    }  # fmt: skip
    assert facebook.calls == []


def test_with_a_pages_login_messages_go_to_the_page(instagram, facebook):
    assert len(send("שלום", credentials=LINKED)) == 1
    assert facebook.texts(CUSTOMER) == ["שלום"]
    assert [call.name for call in facebook.calls] == [FakeMessenger.SEND]
    assert instagram.calls == []


def test_a_pages_login_needs_the_page(facebook):
    error = refused(send, credentials=LINKED | {"page_id": ""})
    assert (error.code, error.permanent) == ("bad_address", True)
    assert facebook.calls == []


@pytest.mark.parametrize("credentials", [OWN, LINKED])
def test_instagram_takes_everything_that_we_render(instagram, facebook, credentials):
    choices = [{"id": str(number), "title": "ת" * 20} for number in range(13)]
    media = [{"kind": "image", "url": f"https://shop.test/{number}.jpg"} for number in range(11)]
    ids = send(
        "🥩" * 600,
        choices=choices,
        media=media,
        reply_to="aWdf",
        correlation="abc",
        is_late=True,
        credentials=credentials,
    )
    assert len(ids) == len(instagram.sent) + len(facebook.sent) == 5


def test_outside_of_the_window_is_said(instagram):
    instagram.fail(FakeMessenger.SEND_IG, instagram.error(10, 2534022, "outside of allowed window", status=403))
    error = refused(send, credentials=OWN)
    assert (error.code, error.permanent) == ("window_closed", True)
    assert instagram.sent == []


@pytest.mark.parametrize("trouble", [Vanish(), Hang(0.8)])
def test_a_lost_answer_is_uncertain_and_not_repeated(instagram, trouble):
    instagram.fail(FakeMessenger.SEND_IG, trouble)
    assert refused(send, credentials=OWN).uncertain is True
    assert len(instagram.list_calls()) == 1


def test_typing_is_seen_and_shown(instagram):
    instagram.fail(FakeMessenger.SEND_IG, instagram.error(100), None)
    refused(adapter.show_typing, to=CUSTOMER, message_id="", credentials=OWN)
    assert [call.json["sender_action"] for call in instagram.calls] == ["mark_seen", "typing_on"]


def test_a_file_is_fetched_without_the_token(instagram):
    instagram.files["a"] = (b"picture", "image/jpeg")
    file = adapter.fetch(f"{instagram.url}/cdn/a", credentials=OWN, most=100)
    assert (file.content, file.mime_type) == (b"picture", "image/jpeg")
    assert "authorization" not in instagram.calls[0].headers


def test_the_account_is_named_as_webhooks_name_it(instagram):
    """With Instagram's login its `id` is another one."""
    known = Account(IG_ID, "@valdman.meats")
    assert adapter.identify(credentials=OWN | {"ig_id": IG_LOGIN_ID}) == known
    assert instagram.calls[0].query == {"fields": "id,user_id,username,name"}


def test_the_account_behind_a_page_is_asked_at_facebook(instagram, facebook):
    assert adapter.identify(credentials=LINKED) == Account(IG_ID, "@valdman.meats")
    assert [call.name for call in facebook.calls] == [f"GET /{VERSION}/{IG_ID}"]
    assert instagram.calls == []


def test_connect_subscribes_the_account(instagram, facebook):
    by_hand, allow, review = adapter.connect(credentials=OWN, url=HERE, secret=APP_SECRET)
    assert instagram.list_calls(SUBSCRIBE)[0].form == {"subscribed_fields": ",".join([*FIELDS, "message_edit"])}
    assert all(said in by_hand for said in (HERE, "v-token", "the object instagram", "messaging_seen"))
    assert "allow access to messages" in allow
    assert "advanced access" in review
    assert facebook.calls == []
    assert adapter.inspect(credentials=OWN) == WebhookState(is_known=False, notes=[])


def test_a_field_that_the_login_does_not_know_is_left_out(instagram):
    instagram.fail(SUBSCRIBE, instagram.error(100, None, "Param subscribed_fields[4] must be one of"))
    adapter.connect(credentials=OWN, url=HERE, secret=APP_SECRET)
    assert [call.form["subscribed_fields"] for call in instagram.list_calls(SUBSCRIBE)] == [
        ",".join([*FIELDS, "message_edit"]), ",".join(FIELDS),
    ]  # fmt: skip


def test_connect_subscribes_the_page_and_gives_the_app_our_address(facebook):
    steps = adapter.connect(credentials=LINKED, url=HERE, secret=APP_SECRET)
    assert len(steps) == 2
    (subscribe,) = facebook.list_calls(f"POST /{VERSION}/{PAGE_ID}/subscribed_apps")
    assert subscribe.form == {"subscribed_fields": ",".join(PAGE_FIELDS)}
    (address,) = facebook.list_calls(SET_ADDRESS)
    assert address.form == {
        "object": "instagram", "callback_url": HERE, "verify_token": "v-token", "fields": ",".join(FIELDS),
    }  # fmt: skip
    assert adapter.inspect(credentials=LINKED) == WebhookState(url=HERE, notes=[])


def test_the_secret_of_the_app_proves_deliveries():
    assert adapter.choose_secret(OWN, generated="x") == APP_SECRET
    assert {field.name: field.is_required for field in adapter.fields} == {
        "instagram_app_secret": False,
        "token": True, "ig_id": True, "login": True, "page_id": False, "app_id": False, "app_secret": True,
    }  # fmt: skip
    assert {field.name for field in adapter.fields if field.is_secret} == {
        "token",
        "app_secret",
        "instagram_app_secret",
    }
