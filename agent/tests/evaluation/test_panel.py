import pytest

from agent.evaluation.models import Evaluation, OwnScenario
from agent.evaluation.trials import play_next
from agent.rehearsal import say
from conversations.models import Conversation
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop, rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

HELLO = 'about: a\nsteps: [{say: "hi", replies: 1}]'
PANEL = "/panel/valdman"


@pytest.fixture
def shop(db):
    return load_demo_shop("valdman")


@pytest.fixture
def manager(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return user


@pytest.fixture
def own(shop):
    with tenant_scope(shop):
        return OwnScenario.objects.create(tenant=shop, name="mine", text=HELLO)


@pytest.fixture
def talked(shop):
    with tenant_scope(shop):
        say(shop, chat_id="a", text="1 kg pastrami to Herzl 15")
        return Conversation.objects.get()


def form(**fields):
    return {"provider": "offline", "model": "", "own": "on", "conversations": "0", "prompt": "", **fields}


def test_a_trial_is_started_watched_and_compared(client, manager, shop, own):
    answer = client.post(f"{PANEL}/trials/start", form(prompt="Be short at $shop_name."))
    with tenant_scope(shop):
        evaluation = Evaluation.objects.get()
        assert (evaluation.prompt, evaluation.actor, evaluation.trials.count()) == (
            "Be short at $shop_name.",
            "dana",
            1,
        )
    assert answer["Location"] == f"{PANEL}/trials/{evaluation.public_id}/"
    assert b"hx-trigger" in client.get(answer["Location"]).content
    with tenant_scope(shop):
        play_next(evaluation.pk)
    page = client.get(answer["Location"]).content.decode()
    assert ("1 of 1 conversations" in page, page.count("1 of 1 passed"), "every 2s" in page) == (True, 2, False)
    looked = client.get(f"{answer['Location']}?seen=done-1", HTTP_HX_REQUEST="true")
    assert looked.status_code == 204


def test_the_live_text_is_no_draft(client, manager, shop, own):
    page = client.get(f"{PANEL}/trials/")
    live = page.context["form"]["prompt"].value()
    client.post(f"{PANEL}/trials/start", form(prompt=live.replace("\n", "\r\n")))
    with tenant_scope(shop):
        assert Evaluation.objects.get().prompt == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"prompt": "Hello $nobody"}, "Nobody fills in $nobody"),
        ({"own": ""}, "There is nothing to try"),
        ({"provider": "skynet"}, "skynet"),
        ({"conversations": "21"}, "20"),
    ],
)
def test_what_cannot_be_tried_is_said_and_nothing_begins(client, manager, shop, own, fields, words):
    answer = client.post(f"{PANEL}/trials/start", form(**fields))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    with tenant_scope(shop):
        assert Evaluation.objects.count() == 0


def test_a_second_start_waits_for_the_first_and_stopping_ends_it(client, manager, shop, own):
    client.post(f"{PANEL}/trials/start", form())
    assert client.post(f"{PANEL}/trials/start", form()).status_code == 422
    with tenant_scope(shop):
        evaluation = Evaluation.objects.get()
    client.post(f"{PANEL}/trials/{evaluation.public_id}/stop")
    with tenant_scope(shop):
        assert Evaluation.objects.get().state == "stopped"


def test_a_scenario_is_written_changed_and_deleted(client, manager, shop):
    client.post(f"{PANEL}/scenarios/new", {"name": "mine", "text": HELLO})
    with tenant_scope(shop):
        row = OwnScenario.objects.get()
    address = f"{PANEL}/scenarios/{row.public_id}/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"name": "mine", "text": "about: a\nsteps: [{sya: hi}]"})
    assert (wrong.status_code, "sya" in wrong.content.decode()) == (422, True)
    assert client.post(f"{PANEL}/scenarios/new", {"name": "mine", "text": HELLO}).status_code == 422
    client.post(address, {"name": "yours", "text": HELLO})
    with tenant_scope(shop):
        assert [(one.name, one.text) for one in OwnScenario.objects.all()] == [("yours", HELLO)]
    client.post(f"{address}delete")
    with tenant_scope(shop):
        assert OwnScenario.objects.count() == 0


def test_one_click_makes_a_test_of_a_conversation_and_a_second_one_opens_it(client, manager, shop, talked):
    page = client.get(f"{PANEL}/conversations/{talked.public_id}/").content.decode()
    assert f"{PANEL}/conversations/{talked.public_id}/scenario" in page
    first = client.post(f"{PANEL}/conversations/{talked.public_id}/scenario")
    second = client.post(f"{PANEL}/conversations/{talked.public_id}/scenario")
    with tenant_scope(shop):
        row = OwnScenario.objects.get()
    assert first["Location"] == second["Location"] == f"{PANEL}/scenarios/{row.public_id}/"
    assert "1 kg pastrami to Herzl 15" in client.get(first["Location"]).content.decode()


def test_staff_below_a_manager_may_not(client, shop, own):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    assert client.get(f"{PANEL}/trials/").status_code == 403
    assert client.post(f"{PANEL}/trials/start", form()).status_code == 403


def test_charlie_finds_nothing_and_changes_nothing(client, charlie, other_shop, shop, own, talked):
    client.force_login(charlie)
    with tenant_scope(shop):
        evaluation = Evaluation.objects.create(tenant=shop, actor="dana")
    before = rows_of(shop)
    for slug in ("valdman", "charlie"):
        pages = [f"trials/{evaluation.public_id}/", f"scenarios/{own.public_id}/"]
        doors = [
            f"trials/{evaluation.public_id}/stop", f"scenarios/{own.public_id}/", f"scenarios/{own.public_id}/delete",
            f"conversations/{talked.public_id}/scenario",
        ]  # fmt: skip
        assert {client.get(f"/panel/{slug}/{page}").status_code for page in pages} == {404}
        assert {client.post(f"/panel/{slug}/{door}", {"name": "x", "text": HELLO}).status_code for door in doors} == {
            404
        }
    assert client.post("/panel/valdman/trials/start", form()).status_code == 404
    assert "mine" not in client.get("/panel/charlie/trials/").content.decode()
    assert rows_of(shop) == before
