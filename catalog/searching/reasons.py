"""Why a product was found: codes for machines, words for people. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.searching.postings import Field
from catalog.searching.vocabulary import FORM


class Code(StrEnum):
    """In this order they convince; the values are stable and part of the API."""

    SKU = "sku"
    EAN = "ean"
    MODEL = "model"
    NAME = "name"
    SIMILAR_NAME = "similar_name"
    CATEGORY = "category"
    BRAND = "brand"
    DESCRIPTION = "description"
    ATTRIBUTES = "attributes"
    SIMILAR = "similar"
    MEANING = "meaning"


TEXTS: dict[Code, Promise | str] = {
    Code.SKU: _("article number"),
    Code.EAN: _("barcode"),
    Code.MODEL: _("model number"),
    Code.NAME: _("name"),
    Code.SIMILAR_NAME: _("similar name"),
    Code.CATEGORY: _("category"),
    Code.BRAND: _("brand"),
    Code.DESCRIPTION: _("description"),
    Code.ATTRIBUTES: _("details"),
    Code.SIMILAR: _("similar word"),
    Code.MEANING: _("similar meaning"),
}
# Where a word stands most tellingly counts.
PLACES = (
    (Field.NAME, Code.NAME), (Field.CATEGORY, Code.CATEGORY), (Field.BRAND, Code.BRAND), (Field.MODEL, Code.MODEL),
    (Field.DESCRIPTION, Code.DESCRIPTION), (Field.ATTRIBUTES, Code.ATTRIBUTES),
)  # fmt: skip
IDENTIFIERS = ((Field.SKU, Code.SKU), (Field.EAN, Code.EAN), (Field.MODEL, Code.MODEL))


@dataclass(frozen=True)
class Reason:
    """`words` are the customer's own, folded."""

    code: Code
    words: Sequence[str] = ()

    def __str__(self) -> str:
        """For people, in the active language: `name: beef, sausages`."""
        label = str(TEXTS[self.code])
        return f"{label}: {', '.join(self.words)}" if self.words else label


def of_word(fields: int, likeness: float) -> Code:
    place = next((code for field, code in PLACES if fields & field), Code.DESCRIPTION)
    if likeness >= FORM:
        return place
    return Code.SIMILAR_NAME if place == Code.NAME else Code.SIMILAR


def of_identifier(fields: int) -> Code:
    return next(code for field, code in IDENTIFIERS if fields & field)
