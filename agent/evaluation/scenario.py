"""Scenarios: conversations as data. `docs/scenarios.md` explains every word of the files."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from agent.evaluation.expectations import Expectation, StateExpectation, Strict
from lib.errors import DomainError
from lib.yaml_files import read_yaml

FOLDER = Path(__file__).parents[1] / "scenarios"
LANGUAGES = frozenset({"en", "fr", "es", "he", "id"})
# What a scenario may say about the shop itself; its key and its name in addresses are nobody's to change.
SHOP_COLUMNS = frozenset(
    {"name", "description", "agent_name", "agent_role", "instructions", "languages", "phone", "email", "address"}
)
MOST_STEPS = 60
# The one who speaks when nobody is named.
CUSTOMER = "customer"


class Person(Strict):
    """What the shop knows of a customer before they write."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    notes: str = ""


class PastOrder(Strict):
    """An order from before the conversation: quantities by SKU."""

    lines: dict[str, Decimal]
    status: str = "pending"
    address: str = ""
    days_ago: float = Field(0, ge=0, le=3650)


class Arrival(Strict):
    """An order of the shop's site, about which the customer is asked before they say anything."""

    lines: dict[str, Decimal]
    address: str = ""


class Change(Strict):
    """Something that happens in the shop, not in the conversation."""

    prices: dict[str, Decimal] = {}
    # None: nobody counts.
    stock: dict[str, Decimal | None] = {}
    for_sale: dict[str, bool] = {}
    names: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    # Whether somebody is in the shop from now on.
    opening: Literal["", "open", "closed"] = ""
    # See SHOP_COLUMNS.
    shop: dict[str, str | list[str]] = {}
    # Somebody of the shop writes to the customer, from outside of Salesdesk.
    staff: str = ""
    # The customer's newest order moves on.
    status: str = ""
    # The shop's model cannot be reached from now on.
    model_is_down: bool = False
    # What the shop allows itself for models is used up from now on.
    cap_is_reached: bool = False
    # The shop takes every order, wherever to: nobody is asked for an address.
    no_areas: bool = False
    # Time goes by: everything that happened so far gets older.
    hours: float = Field(0, ge=0, le=24 * 365)

    @model_validator(mode="after")
    def _only_known_columns(self) -> Self:
        unknown = sorted(set(self.shop) - SHOP_COLUMNS)
        if unknown:
            raise ValueError(f"the shop has no {', '.join(unknown)} to change, but {', '.join(sorted(SHOP_COLUMNS))}")
        return self

    @property
    def time(self) -> timedelta:
        return timedelta(hours=self.hours)


class ScenarioStep(Expectation):
    """What a customer says, and what must be true once they were answered. Without `say` only `change` happens."""

    # Several texts are a burst: they get one answer.
    say: str | list[str] = ""
    who: str = CUSTOMER
    # Tap the button under the last reply that says this, instead of writing it.
    tap: bool = False
    # The very same message comes again, as networks do.
    again: bool = False
    # The customer's last message is changed into `say`.
    edit: bool = False
    # A file comes along that nobody can read: `voice` or `image`.
    file: Literal["", "voice", "image"] = ""
    change: Change | None = None

    @property
    def texts(self) -> list[str]:
        return [self.say] if isinstance(self.say, str) else self.say

    @property
    def speaks(self) -> bool:
        return bool(self.file or any(self.texts))


class Answer(Strict):
    """What a scripted customer says when the agent's words hold one of `when`. Said once, unless `always`."""

    when: str | list[str]
    say: str
    always: bool = False

    @property
    def signs(self) -> list[str]:
        return [self.when] if isinstance(self.when, str) else self.when


class ScriptedCustomer(Strict):
    """The simulated customer without a model."""

    begins: str
    answers: list[Answer] = []
    otherwise: str = ""
    # Words of the agent after which the customer is content and leaves.
    until: list[str] = []


class SimulatedCustomer(Strict):
    """A customer whom a model plays. `facts` are all they know; without `must_say` the goal is out of reach."""

    goal: str
    facts: dict[str, str] = {}
    mood: str = "friendly"
    stops: str = "the goal is reached, or clearly cannot be reached"
    most_turns: int = Field(8, ge=1, le=30)
    must_say: list[str] = []
    scripted: ScriptedCustomer | None = None


class Scenario(Strict):
    """One conversation: either `steps`, or a `simulated` customer with what must be true in the end (`expect`)."""

    name: str
    tenant: str = ""
    about: str
    # `model`: beyond what the offline agent can do without knowledge of the world.
    needs: Literal["", "model"] = ""
    language: str = ""
    # The shop, the customers and their orders before anybody writes.
    change: Change | None = None
    people: dict[str, Person] = {}
    orders: dict[str, list[PastOrder]] = {}
    arrives: Arrival | None = None
    steps: list[ScenarioStep] = Field([], max_length=MOST_STEPS)
    simulated: SimulatedCustomer | None = None
    expect: StateExpectation | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if bool(self.steps) == bool(self.simulated):
            raise ValueError("a scenario has either steps or a simulated customer")
        if bool(self.simulated) != bool(self.expect):
            raise ValueError("expect belongs to a simulated customer; steps carry their own expectations")
        return self

    def needs_model(self) -> bool:
        """Whether the offline agent cannot play it, or nobody offline can play its customer."""
        return self.needs == "model" or (self.simulated is not None and self.simulated.scripted is None)


def load_scenarios(only: str = "") -> list[Scenario]:
    """The shipped scenarios: all, those of a folder, or those whose name begins with `only`."""
    found = _read_all()
    if not only:
        return list(found)
    folder = {path.stem for path in (FOLDER / only).glob("*.yaml")}
    return [one for one in found if one.name.startswith(only) or one.name.partition("[")[0] in folder]


def read_scenario(text: str, *, name: str) -> Scenario:
    """One scenario as a shop wrote it. Raises DomainError `bad_scenario` with the place and the reason."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise DomainError("bad_scenario", "References (*name) are not used here: write it out.")
        content = yaml.safe_load(text)
    # A day such as 0000-00-00 is a ValueError of the library.
    except (yaml.YAMLError, ValueError) as error:
        raise DomainError("bad_scenario", f"This is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise DomainError("bad_scenario", "A scenario has at least `about` and `steps`.")
    try:
        return Scenario.model_validate({**content, "name": name})
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'scenario'}: {fault['msg']}" for fault in error.errors()]
        raise DomainError("bad_scenario", "\n".join(faults[:8])) from error


def write_scenario(scenario: Scenario) -> str:
    """The scenario as a text that `read_scenario` reads, without what is as usual."""
    content = scenario.model_dump(mode="json", exclude_defaults=True, exclude={"name", "tenant"})
    if "steps" in content:
        content["steps"] = [_words_first(step) for step in content["steps"]]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def _words_first(step: dict[str, Any]) -> dict[str, Any]:
    """Who says what, and then what is expected: as people write it."""
    return {name: step[name] for name in sorted(step, key=lambda name: name not in {"who", "change", "say"})}


@cache
def _read_all() -> tuple[Scenario, ...]:
    """Once in each process: nobody edits them while it runs."""
    return tuple(scenario for path in sorted(FOLDER.rglob("*.yaml")) for scenario in _read_file(path))


def _read_file(path: Path) -> Iterator[Scenario]:
    """A file with `languages` is one scenario for each: where a text depends on it, it stands under its code."""
    content = read_yaml(path)
    languages = content.pop("languages", [])
    if not languages:
        yield Scenario.model_validate({**content, "name": path.stem})
    for language in languages:
        spoken = _in_language(content, language)
        yield Scenario.model_validate({**spoken, "name": f"{path.stem}[{language}]"})


def _in_language(node: Any, language: str) -> Any:
    if isinstance(node, list):
        return [_in_language(part, language) for part in node]
    if not isinstance(node, dict):
        return node
    if node and set(node) <= LANGUAGES:
        return node[language]
    return {key: _in_language(part, language) for key, part in node.items()}
