"""The words of the invented customers and their shop, one file per language, and how a text is made of them."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from lib.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "words"
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")

# c: the customer, a: the agent, s: somebody of the shop.
Voice = Literal["c", "a", "s"]
Talk = tuple[tuple[Voice, str], ...]


class Words(BaseModel):
    """One language. `talks` are the courses a conversation can take, by what it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    # A number is this and the customer's own digits.
    phone: str
    wishes: tuple[str, ...]
    questions: tuple[str, ...]
    complaints: tuple[str, ...]
    reasons: tuple[str, ...]
    talks: Mapping[str, tuple[Talk, ...]]

    @field_validator("talks", mode="before")
    @classmethod
    def read_talks(cls, written: Mapping[str, list[str]]) -> dict[str, list[list[list[str]]]]:
        return {
            about: [[line.split(": ", 1) for line in talk.strip().splitlines()] for talk in talks]
            for about, talks in written.items()
        }


@cache
def read_words(language: str) -> Words:
    """Of a language without a file the English ones."""
    path = FOLDER / f"{language}.yaml"
    if not path.exists():
        path = FOLDER / "en.yaml"
    return Words.model_validate(read_yaml(path))


def say(text: str, facts: Mapping[str, str], rng: Random) -> str:
    """One way of saying it: `[this|that]` is decided, `{name}` is filled in."""
    if "[" in text:
        text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    return text.format_map(facts) if "{" in text else text
