"""Whatever arrives in whatever order, however often workers are repeated, beaten or killed: nothing is skipped."""

import random
from contextlib import suppress

import pytest

from agent.context import list_history
from agent.memory import folding
from agent.memory.folding import STEP, WINDOW, fold
from agent.tests.memory.talk import Talk, name_everything
from conversations.memory import newest_summary
from tenants.scoping import tenant_scope


class Killed(BaseException):
    """What a worker's end looks like from the inside."""


@pytest.fixture
def talk(shop, model, monkeypatch):
    monkeypatch.setattr(folding, "LONGEST", 100_000)
    name_everything(model)
    with tenant_scope(shop):
        yield Talk(shop)


class Chance:
    """Random events of one seed, each of which must leave every message in the summary or behind it."""

    def __init__(self, seed: int, talk: Talk, monkeypatch) -> None:
        self.random, self.talk, self.monkeypatch = random.Random(seed), talk, monkeypatch
        self.heard = []

    def happen(self) -> None:
        events = [self.write, self.write, self.write, self.answer, self.fold, self.killed, self.beaten, self.edit,
                  self.take_back]  # fmt: skip
        self.random.choice(events)()

    def write(self) -> None:
        self.heard += [self.talk.hear() for _ in range(self.random.randint(1, 12))]

    def answer(self) -> None:
        for _ in range(self.random.randint(1, 8)):
            self.talk.answer()

    def fold(self) -> None:
        fold(self.talk.conversation.pk)

    def killed(self) -> None:
        """Before or after the summary is written, in its transaction."""
        name = self.random.choice(["ask", "bill", "keep_summary"])
        real = getattr(folding, name)

        def die(*args, **kwargs):
            if self.random.random() < 0.5:
                real(*args, **kwargs)
            raise Killed

        with self.monkeypatch.context() as patch:
            patch.setattr(folding, name, die)
            with suppress(Killed):
                fold(self.talk.conversation.pk)

    def beaten(self) -> None:
        """While the model thinks another worker is quicker, or the customer goes on."""
        real, meanwhile = folding.ask, self.random.choice([self.fold, self.write, self.edit, self.take_back])

        def ask(*args):
            heard = real(*args)
            patch.setattr(folding, "ask", real)
            meanwhile()
            return heard

        with self.monkeypatch.context() as patch:
            patch.setattr(folding, "ask", ask)
            fold(self.talk.conversation.pk)

    def edit(self) -> None:
        if self.heard:
            message = self.random.choice(self.heard)
            self.talk.edit(message, f"edited-{self.random.randint(1, 10**9)}")

    def take_back(self) -> None:
        if self.heard and self.random.random() < 0.3:
            self.talk.take_back(self.heard.pop(self.random.randrange(len(self.heard))))


@pytest.mark.parametrize("seed", range(4))
def test_every_message_is_in_the_summary_or_word_for_word_behind_it(seed, talk, monkeypatch):
    chance = Chance(seed, talk, monkeypatch)
    for _ in range(40):
        chance.happen()
        conversation = talk.conversation
        shown = list_history(conversation, newest_summary(conversation), first_seq=10**6)
        verbatim = {message.text for message in shown}
        assert talk.said <= set(talk.summarized) | verbatim
        assert len(verbatim) >= min(WINDOW, len(talk.said))
        assert len(talk.summarized) == len(set(talk.summarized))
    while fold(talk.conversation.pk):
        pass
    assert len(talk.verbatim) < WINDOW + STEP
