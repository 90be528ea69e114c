"""Which delivery area an address lies in. Pure, but for the rows it is given."""

from collections.abc import Iterable, Sequence

from lib.text import words
from orders.models import DeliveryArea

# Hebrew glues its "to" and "in" to a town's name.
_GLUED = "לב"


def find_area(areas: Iterable[DeliveryArea], address: str) -> DeliveryArea | None:
    """The area whose place the address names, the longest name first; else the one for everywhere else."""
    spoken, best, found = words(address), 0, None
    rest = None
    for area in areas:
        rest = area if area.is_everywhere else rest
        length = max((_matched(place, spoken) for place in area.places), default=0)
        if length > best:
            best, found = length, area
    return found or (rest if spoken else None)


def _matched(place: str, spoken: Sequence[str]) -> int:
    """How many characters of the address the place covers; 0 when it is not named."""
    wanted = words(place)
    if not wanted:
        return 0
    if place.strip().endswith("*") and len(wanted) == 1:
        return len(wanted[0]) if any(word.startswith(wanted[0]) and word[:1].isdigit() for word in spoken) else 0
    starts = range(len(spoken) - len(wanted) + 1)
    named = any(_is_same(spoken[at : at + len(wanted)], wanted) for at in starts)
    return sum(map(len, wanted)) if named else 0


def _is_same(spoken: Sequence[str], wanted: Sequence[str]) -> bool:
    first = spoken[0]
    bare = first[1:] if first[:1] in _GLUED and len(first) > 2 else first
    return wanted[0] in {first, bare} and list(spoken[1:]) == list(wanted[1:])
