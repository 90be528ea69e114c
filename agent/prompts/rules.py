"""What a prompt must and may hold. Pure."""

from dataclasses import dataclass
from string import Template

LONGEST = 20_000
# Names that may be left out, of prompts where not everything is needed; every other name of the file must stay.
OPTIONAL = {
    "chat": frozenset({
        "agent_name", "agent_role", "business_type", "description", "address", "hours", "instructions", "languages",
        "customer_name", "customer_address", "customer_notes",
    }),
    "moment": frozenset({"name", "phone", "email", "address", "notes", "orders", "favourites"}),
}  # fmt: skip
# Whatever changes with each message: before the last paragraph it would make every answer pay the full price.
CHANGING = frozenset({"now", "customer_name", "customer_address", "customer_notes"})


@dataclass(frozen=True)
class Fault:
    """Why a text cannot be used. `code` is empty, too_long, bare_dollar, unknown or missing; `names` are values."""

    code: str
    names: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """As it is stored: browsers send line ends of two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"


def placeholders(text: str) -> frozenset[str]:
    return frozenset(Template(text).get_identifiers())


def required_names(slug: str, default: str) -> frozenset[str]:
    return placeholders(default) - OPTIONAL.get(slug, frozenset())


def find_faults(slug: str, text: str, *, default: str) -> list[Fault]:
    """Everything that is wrong with a text for this prompt; empty when it can be used."""
    if not text.strip():
        return [Fault("empty")]
    faults = [Fault("too_long")] if len(text) > LONGEST else []
    if not Template(text).is_valid():
        return [*faults, Fault("bare_dollar")]
    unknown = placeholders(text) - placeholders(default)
    missing = required_names(slug, default) - placeholders(text)
    faults += [Fault("unknown", tuple(sorted(unknown)))] if unknown else []
    return [*faults, Fault("missing", tuple(sorted(missing)))] if missing else faults


def breaks(text: str, *, default: str) -> bool:
    """Whether a text that was fine once cannot be filled in any more: a value that it names is gone."""
    return not Template(text).is_valid() or bool(placeholders(text) - placeholders(default))


def wastes_cache(slug: str, text: str) -> bool:
    """Whether what changes with each message stands early in the text that begins every request."""
    if slug != "chat":
        return False
    stable, _gap, _last = text.strip().rpartition("\n\n")
    return Template(stable).is_valid() and bool(placeholders(stable) & CHANGING)
