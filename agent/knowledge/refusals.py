"""Refusals as the shop's people read them, in the active language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.errors import DomainError

# By the refusal's code, with gaps for its facts.
WORDS: dict[str, Promise] = {
    "too_big": _("The file is too big: at most %(most)s MB."),
    "too_many_pages": _("The file has too many pages: at most %(most)s. Cut it into several files."),
    "too_long": _("There is too much text in the file: at most %(most)s characters. Cut it into several files."),
    "empty": _("There is nothing in it."),
    "not_text": _("This is neither text nor a PDF. Save it as text (UTF-8), Markdown or PDF."),
    "encrypted": _("The PDF is locked with a password. Save a copy without one and upload that."),
    "broken": _("The PDF is damaged and cannot be read. Open it, save it again as PDF and upload that."),
    "scanned": _("The PDF holds pictures of pages and no text. Make its text readable (OCR) first, or type it here."),
    "known_already": _("This file is there already, as “%(title)s”."),
    "too_many": _("There are too many already: at most %(most)s."),
    "already_answered": _("Somebody has answered this already."),
}


def word_refusal(refusal: DomainError) -> str:
    """What to tell the person who asked; the rule's own words where there are no others."""
    try:
        return str(WORDS[refusal.code]) % refusal.facts
    except KeyError:
        return refusal.message
