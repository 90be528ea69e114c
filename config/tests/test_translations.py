"""Everything people read exists in every language, with the same placeholders, and what runs is what was written."""

import io
import re
from gettext import GNUTranslations

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from config.tests.source import ROOT, production_files, text_of

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
GETTEXT = ("gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "_")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
# Where a language spells out one of the forms ("one order"), the number may be missing there.
OPTIONAL = {"%(counter)s", "%(count)s", "%(number)s"}


def catalogue(language):
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file)


def sources():
    """Every place where texts are written, as Python: templates become calls of gettext."""
    for path in production_files():
        yield path, text_of(path)
    for path in (ROOT / "templates").rglob("*.*"):
        # What stands at the beginning of a line means nothing in a template, and would in Python.
        lines = templatize(path.read_text(encoding="utf-8")).splitlines()
        yield path, "\n".join(line.strip() for line in lines)


def texts_of(source):
    """What goes through gettext: a text's own words without its context, of a plural the singular."""
    for _line, function, found, _comments in extract_python(io.BytesIO(source.encode()), GETTEXT, (), {}):
        parts = found if isinstance(found, tuple) else (found,)
        text = parts["pgettext" in function]
        if text:
            yield text


def test_every_text_of_the_code_is_in_the_catalogues():
    known = {forms(message.id)[0] for message in catalogue(LANGUAGES[0]) if message.id}
    assert {(text, path.name) for path, source in sources() for text in texts_of(source) if text not in known} == set()


def forms(text):
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    missing = [message.id for message in catalogue(language) if message.id and not all(forms(message.string))]
    doubtful = [message.id for message in catalogue(language) if message.id and message.fuzzy]
    assert (missing, doubtful) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    for message in catalogue(language):
        wanted = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        for text in forms(message.string):
            assert wanted - OPTIONAL <= set(PLACEHOLDER.findall(text)) <= wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_is_what_was_written(language):
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id and not message.context:
            assert compiled.gettext(message.id) == message.string


def test_all_languages_have_the_same_texts():
    texts = {language: {str(message.id) for message in catalogue(language)} for language in LANGUAGES}
    assert all(found == texts[LANGUAGES[0]] for found in texts.values())
