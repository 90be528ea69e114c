"""Prompts: whose words count, what may stand in them, and that a run's words can always be read again."""

import pytest

from agent import prompts, turn
from agent.models import PromptText, PromptVersion, Run
from agent.prompts.preview import preview
from agent.prompts.rules import Fault, find_faults, placeholders, required_names, tidy, wastes_cache
from agent.prompts.versions import DiffLine, PromptRefused, diff, go_live, list_versions, reset_prompt, save_draft
from agent.rehearsal import say
from conversations.models import Conversation
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope

DEFAULT = prompts.default_text("chat")
# Whatever the file cannot do without, in words of our own.
NEEDED = " ".join(f"${name}" for name in sorted(required_names("chat", DEFAULT)))
OWN = f"You are the butcher of $shop_name.\n\nWhat you know: {NEEDED}\n"
SHORT = "$shop_name sells in $currency to $customer_name at $now"


def own_version(shop, text=OWN, *, slug="chat", live=True, **more):
    version = save_draft(shop, slug=slug, text=text, author="dana", **more)
    if live:
        go_live(version, actor="dana")
    return version


@pytest.fixture
def open_shop(shop):
    with tenant_scope(shop):
        yield shop


@pytest.mark.parametrize(
    ("slug", "text", "faults"),
    [
        ("chat", SHORT, []),
        ("chat", " \n ", [Fault("empty")]),
        ("chat", SHORT + " " + "x" * 20_001, [Fault("too_long")]),
        ("chat", SHORT + " It costs $5", [Fault("bare_dollar")]),
        ("chat", SHORT + " It costs $$5", []),
        ("chat", SHORT + " $secret ${other}", [Fault("unknown", ("other", "secret"))]),
        ("chat", "$shop_name", [Fault("missing", ("currency", "now"))]),
        ("other", "$shop_name $currency $now", [Fault("missing", ("customer_name",))]),
    ],
)
def test_a_text_is_checked_before_it_can_silence_the_agent(slug, text, faults):
    assert find_faults(slug, text, default=SHORT) == faults


@pytest.mark.parametrize("slug", prompts.list_slugs())
def test_every_file_keeps_the_rules(slug):
    text = prompts.default_text(slug)
    assert find_faults(slug, text, default=text) == []
    assert not wastes_cache(slug, text)


def test_a_clock_at_the_beginning_is_told_to_be_dear():
    assert wastes_cache("chat", "Now: $now\n\nYou are $shop_name")
    assert not wastes_cache("chat", "You are $shop_name\n\nNow: $now for $customer_name")
    assert not wastes_cache("other", "Now: $now\n\nYou are $shop_name")


def test_line_ends_of_browsers_are_no_change():
    assert tidy(OWN.replace("\n", "\r\n") + "\r\n") == OWN


def test_a_draft_changes_nothing_until_it_goes_live(open_shop):
    before = prompts.text_of("chat")
    draft = own_version(open_shop, live=False)
    assert prompts.text_of("chat") == before
    go_live(draft, actor="dana")
    assert prompts.text_of("chat") == OWN


def test_a_draft_can_be_tried_without_going_live(open_shop):
    draft = own_version(open_shop, live=False)
    with prompts.replaced({"chat": draft.text.content}):
        values = dict.fromkeys(placeholders(DEFAULT), "V")
        assert prompts.render("chat", **values).startswith("You are the butcher of V.")
        assert prompts.remember(open_shop, "chat") == draft.text.digest
    assert prompts.text_of("chat") == prompts.default_text("chat")


def test_versions_are_numbered_and_only_one_is_live(open_shop):
    own_version(open_shop, note="shorter")
    own_version(open_shop, OWN + "Be brief.\n")
    own_version(open_shop, "Copy it.", slug="transcribe")
    rows = [(row.number, row.is_live, row.author, row.note) for row in list_versions("chat")]
    assert rows == [(2, True, "dana", ""), (1, False, "dana", "shorter")]
    actions = list(AuditEvent.objects.order_by("id").values_list("action", "target"))
    assert actions[:2] == [("prompt_saved", "chat 1"), ("prompt_live", "chat 1")]


def test_saving_the_same_words_is_no_new_version(open_shop):
    first = own_version(open_shop)
    assert own_version(open_shop, live=False) == first
    assert PromptVersion.objects.count() == 1


def test_a_wrong_text_is_refused_and_nothing_is_kept(open_shop):
    with pytest.raises(PromptRefused) as caught:
        own_version(open_shop, "$nonsense")
    assert [fault.code for fault in caught.value.faults] == ["unknown", "missing"]
    with pytest.raises(PromptRefused):
        own_version(open_shop, slug="no-such-prompt")
    assert (PromptVersion.objects.count(), PromptText.objects.count()) == (0, 0)


def test_a_reset_keeps_the_history_and_a_version_can_come_back(open_shop):
    version = own_version(open_shop)
    reset_prompt(open_shop, slug="chat", actor="dana")
    assert prompts.text_of("chat") == prompts.default_text("chat")
    assert list_versions("chat").count() == 1
    go_live(version, actor="dana")
    assert prompts.text_of("chat") == OWN


def test_a_version_that_the_software_has_outgrown_does_not_silence_the_agent(open_shop):
    version = own_version(open_shop)
    PromptText.objects.filter(pk=version.text_id).update(content="$gone_since")
    assert prompts.text_of("chat") == prompts.default_text("chat")
    # What the software can say since then is no reason to forget what the shop says.
    PromptText.objects.filter(pk=version.text_id).update(content="You are $shop_name")
    assert prompts.text_of("chat") == "You are $shop_name"


def test_what_changed_is_shown_with_its_surroundings():
    old, new = "a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\ne\nf\nG\nh\n"
    assert list(diff(old, new)) == [
        DiffLine("jump", ""), *[DiffLine("same", letter) for letter in "def"], DiffLine("removed", "g"),
        DiffLine("added", "G"), DiffLine("same", "h"),
    ]  # fmt: skip
    assert list(diff(old, old)) == []


def test_a_run_keeps_the_hash_of_its_exact_words(butcher, model):
    own_version(butcher)
    model.answer(text="Hello!")
    say(butcher, chat_id="a", text="hi")
    own_version(butcher, OWN + "Be brief.\n")
    run = Run.objects.get()
    assert prompts.read_text(run.prompt_hash) == OWN
    assert "You are the butcher of" in str(model.requests[0].body["system"])


def test_the_original_words_of_a_run_outlive_their_file(butcher, model, monkeypatch):
    model.answer(text="Hello!")
    say(butcher, chat_id="a", text="hi")
    original = DEFAULT
    monkeypatch.setattr(prompts, "default_text", lambda _slug: "another release")
    assert prompts.read_text(Run.objects.get().prompt_hash) == original


def test_a_run_ends_with_the_words_that_it_began_with(butcher, model, monkeypatch):
    """Somebody puts a version live between two calls of one turn."""
    model.answer(calls=[("list_products", {})])
    model.answer(text="Here is all of it.")
    ask = turn.think

    def think_and_change(*args, **options):
        thought = ask(*args, **options)
        own_version(butcher)
        return thought

    monkeypatch.setattr(turn, "think", think_and_change)
    say(butcher, chat_id="a", text="hi")
    first, second = (request.body["system"][0]["text"] for request in model.requests)
    assert first == second
    assert prompts.text_of("chat") == OWN


def test_the_preview_has_the_shops_own_values_and_leaves_nothing_behind(open_shop):
    said = preview(open_shop, "chat", OWN)
    assert said.startswith("You are the butcher of Valdman.")
    assert "ILS" in said
    assert (PromptText.objects.count(), Conversation.objects.count()) == (0, 0)
    assert preview(open_shop, "describe", "See $what") == "See $what"


def test_another_shops_words_do_not_count(open_shop, other_shop):
    version = own_version(open_shop)
    with tenant_scope(other_shop):
        assert prompts.text_of("chat") == prompts.default_text("chat")
        assert prompts.read_text(version.text.digest) is None
        own_version(other_shop, OWN + "Charlie's.\n")
    assert prompts.text_of("chat") == OWN
