"""What a sync did, counted and noted for the shop's owner."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.utils.translation import ngettext as plural

# So many are kept with their names.
MOST_NOTES = 100
# How much of each there was, in the order in which it is told.
SUMS = {
    "new": ngettext_lazy("%(count)d new product", "%(count)d new products", "count"),
    "back": ngettext_lazy("%(count)d is there again", "%(count)d are there again", "count"),
    "price": ngettext_lazy("%(count)d price changed", "%(count)d prices changed", "count"),
    "on_sale": ngettext_lazy("%(count)d is on sale now", "%(count)d are on sale now", "count"),
    "off_sale": ngettext_lazy("%(count)d is not on sale any more", "%(count)d are not on sale any more", "count"),
    "stock": ngettext_lazy("%(count)d stock changed", "%(count)d stocks changed", "count"),
    "text": ngettext_lazy("%(count)d description changed", "%(count)d descriptions changed", "count"),
    "gone": ngettext_lazy("%(count)d is gone", "%(count)d are gone", "count"),
    "sku_taken": ngettext_lazy(
        "%(count)d with a number that is taken", "%(count)d with numbers that are taken", "count"
    ),
    "unreadable": ngettext_lazy("%(count)d could not be read", "%(count)d could not be read", "count"),
    "webhook_back": ngettext_lazy("%(count)d webhook is on again", "%(count)d webhooks are on again", "count"),
    "webhook_refused": ngettext_lazy("%(count)d webhook refused", "%(count)d webhooks refused", "count"),
}
# One line for each; the facts are the note's own.
WORDS: dict[str, Promise] = {
    "new": gettext_lazy("New: %(product)s"),
    "back": gettext_lazy("There again: %(product)s"),
    "price": gettext_lazy("%(product)s: the price was %(was)s and is %(now)s"),
    "on_sale": gettext_lazy("%(product)s is on sale"),
    "off_sale": gettext_lazy("%(product)s is not on sale any more"),
    "stock": gettext_lazy("%(product)s: the stock was %(was)s and is %(now)s"),
    "text": gettext_lazy("%(product)s: described differently"),
    "gone": gettext_lazy("Gone: %(product)s"),
    "sku_taken": gettext_lazy(
        "%(product)s: another product here has the article number %(sku)s already. Taken over without the number: "
        "give one of the two another."
    ),
    "unreadable": gettext_lazy(
        "Product %(number)s of the shop could not be read (%(why)s). Open and save it over there; a plugin "
        "may have damaged it."
    ),
    "webhook_back": gettext_lazy("The shop had switched off its messages (%(topic)s). They are on again."),
    "webhook_refused": gettext_lazy(
        "The shop does not let us set up its messages (%(why)s): changes arrive with the next sync. "
        "Keys that may write help."
    ),
}


@dataclass
class Tally:
    """Counts by code, and the first notes with their facts."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[dict[str, str]] = field(default_factory=list)

    def add(self, code: str, **facts: str) -> None:
        self.counts[code] += 1
        self.notes.append({"code": code, **facts})

    def join(self, counts: Mapping[str, int], notes: Sequence[dict[str, str]]) -> tuple[dict[str, int], list[Any]]:
        """Together with what was there before, as JSON."""
        return dict(Counter(counts) + self.counts), [*notes, *self.notes][:MOST_NOTES]


def sum_up(counts: Mapping[str, int]) -> list[str]:
    """`12 new products`, `3 prices changed`, in the current language; empty when nothing changed."""
    return [str(words % {"count": counts[code]}) for code, words in SUMS.items() if counts.get(code)]


def word_note(note: Mapping[str, str]) -> str:
    """One line in the current language."""
    return str(WORDS[note["code"]]) % {"was": "–", "now": "–", **note}


def sum_up_unchanged(count: int) -> str:
    return plural("%(count)d product read, nothing changed", "%(count)d products read, nothing changed", count) % {
        "count": count
    }
