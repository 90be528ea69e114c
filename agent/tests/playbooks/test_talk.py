"""The demo shop's playbook in a chat: asked, shown, told, kept; recorded once, and never in a customer's way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agent.models import Run
from agent.playbooks.models import Playbook, Progress, StageChange
from agent.playbooks.progress import enter, note_reply
from agent.playbooks.selectors import list_funnel
from agent.playbooks.services import deactivate_playbook
from agent.rehearsal import say
from conversations.models import Conversation, Message
from orders.models import Order, Promotion
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def glow(settings):
    settings.AGENT_PROVIDER = "offline"
    shop = load_demo_shop("glow-skincare")
    with tenant_scope(shop):
        yield shop


def path():
    return list(StageChange.objects.values_list("to_key", flat=True))


def talk(shop, *texts, chat="a"):
    return [say(shop, chat_id=chat, text=text) for text in texts]


def test_a_conversation_goes_through_the_whole_playbook(glow):
    hello, opening, advice, proof, promo, order, yes, bye = talk(
        glow, "halo kak", "mau cari skincare", "kulitku berminyak dan berjerawat", "wah bagus", "oke",
        "pesan 2 Serum Niacinamide", "ya", "makasih, sampai jumpa",
    )  # fmt: skip
    assert "Saya Ira" in hello.text
    assert "Lagi cari perawatan untuk apa" in hello.text
    assert opening.text.startswith("Untuk wajah atau badan, Kak?")
    assert advice.text.startswith("Untuk itu saya sarankan:")
    assert [medium["kind"] for reply in proof.replies for medium in reply.media] == ["image", "image"]
    assert "cerita pelanggan" in proof.text
    assert "Glow Perdana: diskon 10%, untuk belanja mulai Rp 200.000" in promo.text
    assert "Potongan (Glow Perdana): -Rp 25.800" in order.text
    assert "Total: Rp 232.200" in yes.text
    assert "Semoga kulitnya makin sehat" in bye.text
    assert path() == ["greeting", "opening", "consultation", "testimony", "promo", "closing", "farewell"]
    assert Progress.objects.get().need == "kulitku berminyak dan berjerawat"
    assert (Order.objects.get().discount_reason, Order.objects.get().status) == ("Glow Perdana", "confirmed")


def test_who_knows_what_they_want_is_served_at_once(glow):
    order, _yes = talk(glow, "2 Clay Mask please", "yes")
    assert "ORD-" in order.text
    assert Order.objects.get().status == "confirmed"
    assert path() == ["greeting", "closing", "farewell"]


def test_testimonials_go_once_in_a_visit(glow):
    talk(glow, "halo", "untuk wajah", "kulitku kering dan kusam", "wah bagus", "oke", "sip")
    sent = [medium for message in Message.objects.exclude(author="customer") for medium in message.media]
    assert len(sent) == 2


def test_deciding_again_records_nothing(glow):
    talk(glow, "halo", "untuk wajah")
    conversation, before = Conversation.objects.get(), path()
    at = Progress.objects.get().since
    for _ in range(2):
        enter(conversation, heard=["untuk wajah"])
        note_reply(conversation, text="", receipts=[], heard=[])
    # A reply was counted when it was queued; deciding once more finds the same stage.
    assert path() == before
    assert Progress.objects.get().since == at


def test_who_comes_back_after_a_day_begins_again(glow):
    talk(glow, "halo", "untuk wajah")
    earlier = timezone.now() - timedelta(days=2)
    Message.objects.update(created_at=earlier)
    Progress.objects.update(since=earlier, visit_at=earlier)
    talk(glow, "halo lagi")
    changes = list(StageChange.objects.values_list("from_key", "to_key", "why"))
    assert ("consultation", "greeting", "came_back") in changes


def test_a_promotion_that_is_over_is_not_told(glow):
    Promotion.objects.update(is_active=False)
    *_, promo, order = talk(
        glow, "halo", "untuk wajah", "kulitku kering dan kusam", "wah bagus", "oke", "pesan 2 Serum Niacinamide"
    )
    assert "diskon" not in promo.text
    assert (Order.objects.get().discount, "Potongan" in order.text) == (0, False)


def test_without_a_playbook_nothing_is_recorded_and_no_tool_of_it_exists(glow):
    deactivate_playbook(Playbook.objects.get(), actor="test")
    talk(glow, "halo")
    assert (path(), Progress.objects.count()) == ([], 0)


def test_the_funnel_counts_conversations_once_in_a_half_open_window(glow):
    talk(glow, "halo", "untuk wajah", chat="a")
    talk(glow, "2 Clay Mask please", chat="b")
    playbook, moment = Playbook.objects.get(), timezone.now()
    StageChange.objects.update(created_at=moment)

    def reached(since, until):
        return {row.stage.key: row.conversations for row in list_funnel(playbook, since=since, until=until)}

    second = timedelta(seconds=1)
    assert reached(moment, moment + second) == {
        "greeting": 2, "opening": 1, "consultation": 1, "testimony": 0, "promo": 0, "closing": 1, "farewell": 0,
    }  # fmt: skip
    assert set(reached(moment - second, moment).values()) == {0}
    now = {row.stage.key: row.now for row in list_funnel(playbook, since=moment, until=moment + second)}
    assert (now["consultation"], now["closing"]) == (1, 1)


def test_a_model_is_told_the_stage_and_only_has_its_tools(glow, model):
    model.answer(text="Halo Kak!")
    say(glow, chat_id="m", text="halo")
    request = model.requests[0]
    assert {"record_need", "cancel_order", "confirm_order", "track_order", "hand_to_human"} <= set(request.tool_names)
    assert not {"send_testimonials", "apply_promotion"} & set(request.tool_names)
    assert "The playbook is at the stage 'Sapaan'." in str(request.body["messages"])


def test_a_tool_that_the_stage_does_not_have_does_nothing(glow, model):
    model.answer(calls=[("send_testimonials", {})])
    model.answer(text="Halo Kak!")
    say(glow, chat_id="m", text="halo")
    assert model.requests[1].results[0]["code"] == "not_now"
    assert Message.objects.exclude(author="customer").get().media == []


def test_an_invented_promotion_is_not_sent(glow, model):
    model.answer(text="Saya kasih diskon 30% ya, Kak!")
    model.answer(text="Halo Kak, mau cari apa?")
    say(glow, chat_id="m", text="halo")
    assert Message.objects.exclude(author="customer").get().text == "Halo Kak, mau cari apa?"
    assert Run.objects.get().steps.filter(is_discarded=True).count() == 1


def test_a_promotion_that_was_told_is_given_by_code(glow, model):
    model.answer(calls=[("offer_promotion", {})])
    model.answer(text="Ada promo Glow Perdana: diskon 10%.")
    say(glow, chat_id="m", text="ada promo?")
    talks = Conversation.objects.get()
    assert Progress.objects.get(conversation=talks).promotion == Promotion.objects.get()
    assert "promotion_offered" in Progress.objects.get().facts
