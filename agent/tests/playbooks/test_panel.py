"""The editor of playbooks: what is saved is checked, twice is once, and another shop's rows do not exist."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agent.playbooks.guidance import ALWAYS
from agent.playbooks.models import Playbook, Stage, StageChange, StagePicture
from agent.playbooks.pictures import add_picture, picture_address
from agent.playbooks.services import activate_playbook, create_playbook
from agent.playbooks.tool_names import TOOL_NAMES
from agent.tools.registry import TOOLS
from conversations.attachments import Picture
from conversations.models import Conversation
from conversations.tests.factories import ConversationFactory
from lib.errors import ProviderError
from orders.models import Promotion
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.services import add_member
from tenants.testing import rows_of
from tenants.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
KEYS = ["greeting", "opening", "consultation", "testimony", "promo", "closing", "farewell"]


@pytest.fixture
def desk(client, shop):
    """A manager of the shop, signed in, and the usual playbook."""
    user = UserFactory(username="mia")
    add_member(shop, user=user, role=Role.MANAGER, actor="test")
    client.force_login(user)
    with tenant_scope(shop):
        client.playbook = create_playbook(shop, name="Usual", actor="test")
        client.shop = shop
        yield client


def url(desk, name, row=None):
    values = {"slug": desk.shop.slug} | ({"public_id": row.public_id} if row else {})
    return reverse(f"panel:{name}", kwargs=values)


def post(desk, page, row=None, /, **data):
    return desk.post(url(desk, page, row), data)


def stage(desk, key):
    return desk.playbook.stages.get(key=key)


def form(**values):
    return {"name": "Welcome", "leave_when": ["customer_wrote"], "line_en": "Hi there!"} | values


def test_a_new_playbook_has_the_usual_stages_in_the_shops_languages(desk):
    post(desk, "playbook_add", name="Second", token="t")
    made = Playbook.objects.get(name="Second")
    assert [row.key for row in made.stages.all()] == KEYS
    assert set(made.stages.first().lines) == {"he", "en"}
    assert made.is_active is False


def test_a_double_click_makes_one_playbook_one_stage_and_one_promotion(desk):
    for _ in range(2):
        post(desk, "playbook_add", name="Second", token="t")
        post(desk, "stage_add", desk.playbook, **form(token="t"))
        post(desk, "promotion_add", name="Spring", kind="percent", value="10", minimum="0", is_active="on", token="t")
    assert Playbook.objects.count() == 2
    assert desk.playbook.stages.filter(name="Welcome").count() == 1
    assert Promotion.objects.count() == 1


def test_only_one_playbook_guides(desk):
    second = create_playbook(desk.shop, name="Second", actor="test")
    activate_playbook(second, actor="test")
    for _ in range(2):
        post(desk, "playbook_switch", desk.playbook, on="1")
    assert list(Playbook.objects.filter(is_active=True)) == [desk.playbook]
    assert post(desk, "playbook_delete", desk.playbook).status_code == 422
    post(desk, "playbook_switch", desk.playbook, on="0")
    assert not Playbook.objects.filter(is_active=True).exists()


def test_a_stage_is_saved_with_rules_of_the_vocabulary(desk):
    row = stage(desk, "greeting")
    answer = post(desk, "stage", row, **form(enter_messages="3", leave_replies="2", tools=["search_products"]))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.lines, row.tools) == ("Welcome", {"en": "Hi there!"}, ["search_products"])
    assert (row.enter_when, row.leave_when) == (["messages:3"], ["customer_wrote", "replies:2"])
    shown = desk.get(url(desk, "stage", row)).content.decode()
    assert 'name="enter_messages" value="3"' in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"leave_when": ["anything"]}, {"tools": ["rm"]}, {"tools": ["cancel_order"]},
        {"enter_messages": "0"}, {"line_en": "Today you get 30% off!"},
        {"promotion": "9c1d8a52-0000-4000-8000-000000000000"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_saved(desk, wrong):
    row = stage(desk, "greeting")
    before = Stage.objects.filter(pk=row.pk).values().get()
    assert post(desk, "stage", row, **form(**wrong)).status_code == 422
    assert Stage.objects.filter(pk=row.pk).values().get() == before


def test_stages_change_places_and_go(desk):
    post(desk, "stage_move", stage(desk, "opening"), to="up")
    post(desk, "stage_move", stage(desk, "farewell"), to="down")
    post(desk, "stage_delete", stage(desk, "promo"))
    assert [row.key for row in desk.playbook.stages.all()] == [
        "opening", "greeting", "consultation", "testimony", "closing", "farewell",
    ]  # fmt: skip


def test_a_playbook_in_use_keeps_its_last_stage(desk):
    Stage.objects.exclude(key="greeting").delete()
    activate_playbook(desk.playbook, actor="test")
    assert post(desk, "stage_delete", stage(desk, "greeting")).status_code == 422
    assert desk.playbook.stages.count() == 1


def test_an_uploaded_picture_is_kept_once_and_served(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = stage(desk, "testimony")
    for caption in ("old", "new"):
        file = SimpleUploadedFile("../../x.png", PNG)
        post(desk, "picture_add", row, picture=file, caption_en=caption)
    picture = StagePicture.objects.get()
    assert (picture.captions, picture.mime_type) == ({"en": "new"}, "image/png")
    served = desk.get(picture_address(picture).removeprefix(settings.PUBLIC_URL))
    assert (b"".join(served.streaming_content), served["Content-Type"]) == (PNG, "image/png")
    post(desk, "picture_remove", picture)
    assert not StagePicture.objects.exists()


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.7", b""])
def test_only_pictures_are_kept(desk, content):
    file = SimpleUploadedFile("x.png", content or b" ")
    assert post(desk, "picture_add", stage(desk, "testimony"), picture=file).status_code == 422
    assert not StagePicture.objects.exists()


def test_an_address_inside_the_house_is_not_fetched(desk):
    for address in ("http://127.0.0.1:1/x.png", "http://169.254.169.254/latest", "ftp://x", "nonsense"):
        assert post(desk, "picture_add", stage(desk, "testimony"), url=address).status_code == 422
    assert not StagePicture.objects.exists()


def test_a_picture_that_cannot_be_fetched_says_so(desk, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ProviderError("no", permanent=False)

    monkeypatch.setattr("agent.playbooks.pictures.http.call", fail)
    answer = post(desk, "picture_add", stage(desk, "testimony"), url="https://shop.example/a.png")
    assert answer.status_code == 422
    assert "No picture could be fetched from this address." in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"value": "0"}, {"value": "101"}, {"starts_on": "2026-02-02", "ends_on": "2026-02-01"}, {"products": "NOPE"}],
)
def test_a_promotion_that_cannot_be_is_refused(desk, wrong):
    values = {"name": "Spring", "kind": "percent", "value": "10", "minimum": "0", "token": "t"} | wrong
    assert post(desk, "promotion_add", **values).status_code == 422
    assert not Promotion.objects.exists()


def test_all_pages_open(desk):
    conversation = ConversationFactory(tenant=desk.shop)
    promotion = Promotion.objects.create(tenant=desk.shop, name="Spring", value=10)
    pages = [
        url(desk, "playbooks"), url(desk, "playbook", desk.playbook), url(desk, "stage_add", desk.playbook),
        url(desk, "stage", stage(desk, "promo")), url(desk, "funnel", desk.playbook), url(desk, "promotion_add"),
        url(desk, "promotion", promotion), url(desk, "conversation_stage", conversation),
        url(desk, "lead", conversation), url(desk, "conversation", conversation),
    ]  # fmt: skip
    assert [page for page in pages if desk.get(page).status_code != 200] == []


def test_the_analytics_tell_how_far_conversations_came_and_which(desk):
    activate_playbook(desk.playbook, actor="test")
    near, far = (ConversationFactory(tenant=desk.shop) for _talk in range(2))
    first, second = desk.playbook.stages.all()[:2]
    for talk, reached in ((near, first), (far, first), (far, second), (far, second)):
        StageChange.objects.create(
            tenant=desk.shop, conversation=talk, playbook=desk.playbook, to_key=reached.key, to_name=reached.name
        )
    rows = desk.get(url(desk, "analytics_stages")).context["shown"].tables[0].rows
    assert [(row.cells[1], row.cells[2]) for row in rows[:3]] == [("2", "100%"), ("1", "50%"), ("0", "0%")]
    shown = desk.get(rows[1].href).context["rows"]
    assert [row.href for row in shown.rows] == [url(desk, "conversation", far)]
    assert desk.get(url(desk, "analytics_stage_rows"), {"stage": "nothing"}).status_code == 404


def test_staff_who_only_answer_do_not_change_how_the_shop_sells(client, shop):
    user = UserFactory()
    add_member(shop, user=user, role=Role.AGENT, actor="test")
    client.force_login(user)
    assert client.get(reverse("panel:playbooks", args=[shop.slug])).status_code == 403


def test_charlie_gets_404_and_changes_nothing(desk, client, other_shop, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = stage(desk, "testimony")
    picture = add_picture(row, picture=Picture(PNG, "image/png", ""), captions={}, actor="x")
    promotion = Promotion.objects.create(tenant=desk.shop, name="Spring", value=10)
    charlie = UserFactory(username="charlie")
    add_member(other_shop, user=charlie, role=Role.OWNER, actor="test")
    client.force_login(charlie)
    before = rows_of(desk.shop)
    targets = [
        ("playbook", desk.playbook), ("playbook_switch", desk.playbook), ("playbook_delete", desk.playbook),
        ("stage_add", desk.playbook), ("stage", row), ("stage_move", row), ("stage_delete", row), ("picture_add", row),
        ("picture_remove", picture), ("promotion", promotion), ("lead_set", ConversationFactory(tenant=desk.shop)),
    ]  # fmt: skip
    before = rows_of(desk.shop)
    for slug in (desk.shop.slug, other_shop.slug):
        for name, target in targets:
            address = reverse(f"panel:{name}", kwargs={"slug": slug, "public_id": target.public_id})
            assert client.post(address, form(on="1", status="ready")).status_code == 404, address
    assert rows_of(desk.shop) == before


def test_interest_is_set_by_hand_and_filters_the_list(desk):
    ready, other = (ConversationFactory(tenant=desk.shop, last_message_at=timezone.now()) for _ in range(2))
    for _ in range(2):
        assert post(desk, "lead_set", ready, status="ready").status_code == 302
    assert post(desk, "lead_set", other, status="rich").status_code == 422
    rows = dict(Conversation.objects.values_list("pk", "lead_status"))
    assert rows == {ready.pk: "ready", other.pk: "unknown"}
    shown = desk.get(url(desk, "conversations") + "?lead=ready").content.decode()
    assert str(ready.public_id) in shown
    assert str(other.public_id) not in shown


def test_every_tool_that_a_stage_can_hold_back_has_a_name_for_people():
    assert set(TOOL_NAMES) == set(TOOLS) - ALWAYS
    assert not any("_" in str(name) for name in TOOL_NAMES.values())
