import pytest

from agent.llm.offline.acts import Act, Amount, Kind, Wish
from agent.llm.offline.understand import understand
from agent.tests.offline.utterances import UTTERANCES

ROWS = [(language, text, meaning) for language, rows in UTTERANCES.items() for text, meaning in rows]


def written(act: Act) -> str:
    parts = ", ".join(_wish(wish) for wish in act.wishes) or act.text
    return f"{act.kind}: {parts}" if parts else str(act.kind)


def _wish(wish: Wish) -> str:
    return " ".join(part for part in (_amount(wish.amount), wish.phrase) if part)


def _amount(amount: Amount | None) -> str:
    return f"{amount.value.normalize():f}{amount.unit}" if amount else ""


@pytest.mark.parametrize(("language", "text", "meaning"), ROWS)
def test_a_message_means_what_the_customer_meant(language: str, text: str, meaning: str) -> None:
    said = understand([text], otherwise=language)
    assert "; ".join(written(act) for act in said.acts) == meaning


@pytest.mark.parametrize(
    ("text", "kind"), [("/start", Kind.GREET), ("/start promo42", Kind.GREET), ("/help", Kind.HELP)]
)
def test_what_telegram_sends_at_the_beginning_is_no_product(text, kind):
    assert [act.kind for act in understand([text], otherwise="fr").acts] == [kind]
