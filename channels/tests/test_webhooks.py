import uuid

import pytest
from django.db import connection

from channels.models import EventStatus, InboundEvent
from channels.telegram.signature import HEADER
from channels.testing.telegram_updates import text_update
from channels.tests.conftest import SECRET, connect
from tenants.scoping import scopes_disabled

pytestmark = pytest.mark.django_db
BODY = text_update(1, chat_id=7, text="Hello")


def post(client, channel, body=BODY, *, kind="telegram", secret=SECRET, **more):
    options = {"content_type": "application/json", "headers": {HEADER: secret}} | more
    return client.post(f"/webhooks/{kind}/{channel.public_id}", body, **options)


def stored():
    with scopes_disabled():
        return list(InboundEvent.objects.order_by("pk"))


def check_refused(response, status):
    assert (response.status_code, response.json()) == (status, {"ok": False})
    assert stored() == []


def test_a_genuine_update_is_stored_as_it_came(client, bot):
    response = post(client, bot)
    (event,) = stored()
    assert (response.status_code, response.json()) == (200, {"ok": True})
    assert (bytes(event.body), event.external_id, event.status) == (BODY, "update_1", EventStatus.RECEIVED)
    assert event.tenant_id == bot.tenant_id


def test_a_repeat_is_answered_and_changes_nothing(client, bot, django_capture_on_commit_callbacks):
    post(client, bot)
    with django_capture_on_commit_callbacks() as woken:
        assert post(client, bot).status_code == 200
    assert (len(stored()), woken) == (1, [])


def test_two_shops_may_get_the_same_update_id(client, bot, other_shop):
    other = connect(other_shop)
    post(client, bot)
    assert post(client, other).status_code == 200
    assert [event.tenant_id for event in stored()] == [bot.tenant_id, other_shop.pk]


def test_an_update_without_an_id_is_known_by_its_bytes(client, bot):
    post(client, bot, b'{"something": "else"}')
    post(client, bot, b'{"something": "else"}')
    assert len(stored()) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x"])
def test_a_wrong_secret_is_refused(client, bot, secret):
    check_refused(post(client, bot, secret=secret), 403)


def test_a_channel_without_a_secret_accepts_nothing(client, shop):
    check_refused(post(client, connect(shop, secret=""), secret=""), 403)


def test_a_local_channel_has_no_open_door(client, shop):
    channel = connect(shop)
    with scopes_disabled():
        type(channel).objects.filter(pk=channel.pk).update(kind="webchat")
    check_refused(post(client, channel, kind="webchat"), 403)


def test_an_unknown_address_is_not_found(client, bot):
    response = client.post(f"/webhooks/telegram/{uuid.uuid4()}", BODY, content_type="application/json")
    check_refused(response, 404)


def test_another_kind_than_the_channel_is_not_found(client, bot):
    check_refused(post(client, bot, kind="webchat"), 404)


def test_a_disabled_channel_is_not_found(client, shop):
    check_refused(post(client, connect(shop, is_enabled=False)), 404)


def test_a_disabled_shop_is_not_found(client, bot, shop):
    shop.is_active = False
    shop.save()
    check_refused(post(client, bot), 404)


def test_too_large_a_body_is_refused_before_anything_is_read(client, bot, settings):
    settings.INBOUND_MAX_BYTES = len(BODY) - 1
    check_refused(post(client, bot), 413)


def test_another_content_type_is_refused(client, bot):
    check_refused(post(client, bot, content_type="text/plain"), 415)


def test_who_asks_without_proof_whether_the_address_is_ours_learns_nothing(client, bot):
    check_refused(client.get(f"/webhooks/telegram/{bot.public_id}"), 403)


def test_other_methods_are_no_way_in(client, bot):
    assert client.put(f"/webhooks/telegram/{bot.public_id}").status_code == 405


def test_no_csrf_token_is_needed(bot):
    from django.test import Client

    assert post(Client(enforce_csrf_checks=True), bot).status_code == 200


def test_when_it_cannot_be_stored_the_provider_is_asked_to_come_again(client, bot, settings):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_inboundevent RENAME TO away")
    response = post(client, bot)
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_the_door_costs_one_read_and_one_write(client, bot, django_assert_num_queries):
    with django_assert_num_queries(4) as queries:  # two of them open and close the transaction's savepoint
        post(client, bot)
    kinds = [query["sql"].split()[0] for query in queries.captured_queries]
    assert sorted(kinds) == ["INSERT", "RELEASE", "SAVEPOINT", "SELECT"]
