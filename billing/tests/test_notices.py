"""The shop is told at 50, 80 and 100 %, each once in a period, and no longer than it is true."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core import mail

from billing.limits import Limit
from billing.models import SpendNotice
from billing.periods import Span
from billing.prices import Tokens
from billing.services import set_caps
from billing.spending import Call, CapReached, reserve
from billing.tasks import tidy_spending
from billing.tests.factories import make_usage
from tenants.alerts.services import advise, mail_alerts, word_alert
from tenants.models import Alert, AuditEvent
from tenants.scoping import tenant_scope

DAY = Span.DAY


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        yield


@pytest.fixture
def capped(shop):
    """A shop whose models may take 1000 tokens a day."""
    with tenant_scope(shop):
        set_caps(shop, limits={DAY: Limit(tokens=1000)}, actor="dana")
        yield shop


def use(shop, tokens, **more):
    make_usage(shop, input_tokens=tokens, output_tokens=0, **more)


def open_alerts():
    return [(row.kind, row.subject) for row in Alert.objects.filter(resolved_at=None).order_by("id")]


def test_each_level_is_told_once_and_takes_the_place_of_the_one_before(capped):
    use(capped, 499)
    assert open_alerts() == []
    use(capped, 1)
    use(capped, 100)
    assert open_alerts() == [("spend_day", "2026-11-27:50")]
    use(capped, 200)
    use(capped, 100)
    assert open_alerts() == [("spend_day", "2026-11-27:80")]
    use(capped, 100)
    use(capped, 5000)
    assert open_alerts() == [("cap_day", "2026-11-27:100")]
    assert Alert.objects.count() == 3


def test_a_leap_over_levels_tells_only_the_highest(capped):
    use(capped, 900)
    assert open_alerts() == [("spend_day", "2026-11-27:80")]
    assert list(SpendNotice.objects.order_by("level").values_list("level", flat=True)) == [50, 80]


def test_an_alert_that_was_seen_to_does_not_come_back_in_the_same_period(capped):
    use(capped, 600)
    Alert.objects.update(resolved_at="2026-11-27T12:00:00Z")
    use(capped, 100)
    assert open_alerts() == []


def test_a_call_that_does_not_fit_any_more_is_told_as_the_end(capped):
    use(capped, 970)
    for _ in range(2):
        with pytest.raises(CapReached):
            reserve(capped, call=Call("anthropic", "claude-sonnet-5-5", Tokens(100), 60))
    assert open_alerts() == [("cap_day", "2026-11-27:100")]
    assert word_alert(Alert.objects.latest("id")) == (
        "The models' cap for today is reached: 970 of 1,000 tokens are used."
    )


def test_the_words_name_dollars_and_what_to_do(shop):
    with tenant_scope(shop):
        set_caps(shop, limits={Span.MONTH: Limit(usd=Decimal(1))}, actor="dana")
        use(shop, 255_000)
        alert = Alert.objects.get()
        assert word_alert(alert) == "51 % of the models' cap for this month: 0.51 of 1.00 US dollars are used."
        assert "spend page" in advise(alert)
        assert alert.link == "/panel/valdman/billing/caps"


def test_managers_are_mailed_once(capped):
    capped.email = "shop@example.com"
    capped.save()
    use(capped, 500)
    mail_alerts()
    use(capped, 10)
    mail_alerts()
    assert len(mail.outbox) == 1
    assert "/panel/valdman/billing/caps" in mail.outbox[0].body


def test_of_one_conversation_only_the_end_is_told_with_the_way_to_it(shop):
    conversation, other = uuid4(), uuid4()
    with tenant_scope(shop):
        set_caps(shop, limits={Span.CONVERSATION: Limit(tokens=1000)}, actor="dana")
        use(shop, 900, conversation_id=conversation)
        use(shop, 900, conversation_id=other)
        use(shop, 900)
        assert open_alerts() == []
        use(shop, 100, conversation_id=conversation)
        use(shop, 100, conversation_id=conversation)
        assert open_alerts() == [("cap_conversation", f"2026-11-27:{conversation}:100")]
        assert str(conversation) in Alert.objects.get().link


def test_a_new_day_ends_the_alert_and_begins_anew(capped):
    use(capped, 1000)
    with time_machine.travel("2026-11-28T12:00:00Z", tick=False):
        tidy_spending(capped.pk)
        assert open_alerts() == []
        use(capped, 500)
        assert open_alerts() == [("spend_day", "2026-11-28:50")]


def test_a_raised_cap_ends_the_alert_and_tells_the_new_levels(capped):
    use(capped, 1000)
    set_caps(capped, limits={DAY: Limit(tokens=1900)}, actor="dana")
    assert open_alerts() == [("spend_day", "2026-11-27:50")]
    set_caps(capped, limits={DAY: Limit()}, actor="dana")
    assert open_alerts() == []
    audit = AuditEvent.objects.filter(action="cap_changed").order_by("id")
    assert [row.data for row in audit] == [
        {"usd": None, "tokens": tokens} for tokens in (1000, 1900, None)
    ]  # fmt: skip


def test_saving_the_same_cap_changes_and_tells_nothing(capped):
    use(capped, 500)
    Alert.objects.update(resolved_at="2026-11-27T12:00:00Z")
    set_caps(capped, limits={DAY: Limit(tokens=1000)}, actor="dana")
    assert open_alerts() == []
    assert AuditEvent.objects.filter(action="cap_changed").count() == 1


def test_the_offline_agent_and_other_shops_use_up_nothing(capped, other_shop):
    use(capped, 5000, provider="offline", model="offline-1")
    with tenant_scope(other_shop):
        use(other_shop, 5000)
        assert open_alerts() == []
    assert open_alerts() == []
