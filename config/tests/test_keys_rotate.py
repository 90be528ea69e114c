"""A new sealing key: everything is sealed anew, whoever asks meanwhile, and then the old key may go."""

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from agent.models import ModelChoice
from channels.models import Channel
from tenants import sealing
from tenants.scoping import scopes_disabled, tenant_scope

OLD, NEW = "the old key of this test", "the new key of this test"


@pytest.fixture
def sealed(settings, shop, other_shop):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    for tenant in (shop, other_shop):
        with tenant_scope(tenant):
            ModelChoice.objects.create(tenant=tenant, provider="openai", api_key=f"sk-{tenant.slug}")
            for number in range(3):
                channel = Channel(tenant=tenant, kind="telegram", name=str(number), secret=f"s{number}")
                channel.credentials = {"token": f"t{number}"}
                channel.save()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]


def rotate(**options):
    out = StringIO()
    call_command("keys_rotate", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def raw():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_credentials, secret FROM channels_channel ORDER BY id")
        return cursor.fetchall()


def test_afterwards_the_first_key_opens_everything_alone(sealed, settings, monkeypatch):
    monkeypatch.setattr(sealing, "PORTION", 2)
    out = rotate()
    assert "agent.ModelChoice: 2 of 2 rows sealed anew" in out
    assert "channels.Channel: 6 of 6 rows sealed anew" in out
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    with scopes_disabled():
        assert {row.api_key for row in ModelChoice.objects.all()} == {"sk-valdman", "sk-charlie"}
        assert [row.secret for row in Channel.objects.order_by("id")] == ["s0", "s1", "s2"] * 2
        assert Channel.objects.order_by("id")[1].credentials["token"] == "t1"


def test_twice_changes_nothing_and_a_dry_run_only_counts(sealed):
    before = raw()
    assert "8 rows would be sealed anew." in rotate(dry_run=True)
    assert raw() == before
    rotate()
    after = raw()
    assert "\n0 rows sealed anew." in rotate()
    assert raw() == after != before


def test_a_key_that_is_missing_is_named_and_what_it_sealed_stays(sealed, settings):
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    before = raw()
    with pytest.raises(CommandError, match="Add the old key at the end"):
        rotate()
    assert raw() == before


def test_every_sealed_field_of_the_house_is_found():
    found = {model._meta.label for model, _names in sealing.sealed_models()}
    assert {"agent.ModelChoice", "channels.Channel", "catalog.Store", "orders.PaymentAccount"} <= found
    assert len(found) >= 6


def test_a_missing_key_never_looks_like_an_empty_secret(sealed, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["another"]
    with scopes_disabled(), pytest.raises(ImproperlyConfigured):
        Channel.objects.first()
