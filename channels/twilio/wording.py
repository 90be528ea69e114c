"""Words that a carrier takes for its own: on SMS nobody may be asked to write one of them.

A customer who answers "CANCEL" to "Reply CANCEL to drop the order" is cut off by Twilio for good.
https://help.twilio.com/articles/223134027
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from channels.choices import as_numbered_text, ask_for_number
from lib.text import words

OPT_OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
# YES is one of Twilio's words for coming back too, but only from somebody who had left: most yeses are answers.
OPT_IN = frozenset({"start", "unstop"})
HELP = frozenset({"help", "info"})
# Nobody asks for a word further away than this from "reply"; it also keeps long texts cheap to read.
LONGEST_PHRASE = 200


@dataclass(frozen=True)
class _Language:
    """How a language asks for a word, and what to ask for instead."""

    safe: str
    verbs: str
    links: str


_LANGUAGES = (
    _Language(
        "NO",
        # "Your answer: Cancel" tells; it does not ask.
        r"(?<!your )(?<!my )(?<!the )(?<!this )(?<!an )(?<!a )"
        r"(?:repl(?:y|ies|ying)|respond(?:ing)?|answer(?:ing)?|text(?:ing)?|send(?:ing)?|typ(?:e|ing)|writ(?:e|ing)|say(?:ing)?)",
        r"back|us|me|with|by|just|only|simply|the\s+words?|a|to\s+this\s+message|in",
    ),
    _Language(
        "NON",
        r"r[ée]pond(?:ez|s|re|ant)|envo(?:yez|ie|yer|yant)|[ée]cri(?:vez|s|re|vant)|tap(?:ez|e|er)|text(?:ez|er)",
        r"nous|simplement|juste|par|avec|le\s+mots?|[àa]\s+ce\s+message",
    ),
    _Language(
        "NO",
        r"respond(?:a|e|an|er|iendo)|contest(?:a|e|en|ar)|env[íi](?:a|e|en|ar|ando)|escrib(?:a|e|an|ir|iendo)"
        r"|mand(?:a|e|en|ar)|tecle(?:a|e|ar)",
        r"nos|con|solo|s[óo]lo|simplemente|la\s+palabra|a\s+este\s+mensaje",
    ),
    _Language(
        "לא",
        r"[ולב]?(?:השב[ויה]?|השיבו|להשיב|ענ[הוי]|לענות|שלח[ויה]?|לשלוח|כתו?ב[ויה]?|לכתוב|הקל[יד]*ד[ויה]?|להקליד)",
        r"לנו|רק|עם|את|ב?המילה|חזרה|בחזרה",
    ),
    _Language(
        "TIDAK",
        r"balas(?:lah)?|jawab(?:lah)?|ketik(?:kan|lah)?|kirim(?:kan|lah)?|tulis(?:kan|lah)?",
        r"kami|dengan|saja|cukup|kata|pesan\s+ini",
    ),
)

_QUOTES = "\"'“”‘’„«»״׳*`"
_QUOTE_SET = frozenset(_QUOTES)
_ANY = "|".join(sorted(OPT_OUT))
_WORD = re.compile(rf"(?<![\w-])(?:{_ANY})(?![\w-])", re.IGNORECASE)
_ENDS = re.compile(r"[\n!?]|\.(?=\s|$)")
_OR = r"(?:,|/|\b(?:or|and|ou|et|o|u|y|או|atau|dan)\b)"
_AFTER_OR = re.compile(rf"{_OR}\s*[{_QUOTES}]?$", re.IGNORECASE)
_ITEM = (
    rf"(?:[{_QUOTES}][^{_QUOTES}]+[{_QUOTES}]|(?-i:[A-Z]{{2,}})|\d+"
    rf"|yes|no|ok(?:ay)?|confirm|oui|non|s[íi]|כן|לא|ya|tidak|{_ANY})"
)
_ITEMS = re.compile(rf"(?:{_ITEM}\s*{_OR}\s*)+", re.IGNORECASE)
# What may follow a word that is meant as a word: "send end" is one, "send end dates" is not.
_CLOSED = re.compile(
    rf"\s*(?:$|[.,;:!?)/{_QUOTES}-]|\b(?:to|or|if|and|for|when|now|pour|ou|si|et|para|o|y|כדי|או|אם|untuk|atau|jika)\b)",
    re.IGNORECASE,
)
# "Reply STOP to unsubscribe" is the truth, and carriers want it said.
_OPTING_OUT = re.compile(
    rf"[\s{_QUOTES}]*(?:"
    r"to\s+(?:unsubscribe|opt[\s-]?out|stop\s+(?:receiving|getting|messages|texts)|no\s+longer\s+receive)"
    r"|pour\s+(?:(?:vous|te|se)\s+d[ée]s(?:abonner|inscrire)|ne\s+plus\s+recevoir)"
    r"|para\s+(?:dar[ts]e\s+de\s+baja|dejar\s+de\s+recibir|no\s+recibir)"
    r"|(?:כדי\s+)?(?:להסרה|להסיר|להפסיק\s+לקבל)"
    r"|untuk\s+(?:berhenti\s+(?:berlangganan|menerima)|tidak\s+menerima)"
    r")(?!\w)",
    re.IGNORECASE,
)
_ASKS = tuple(
    (
        language.safe,
        re.compile(rf"(?<!\w)(?:{language.verbs})(?!\w)(?:\s+(?:{language.links})(?!\w))*\s*:?\s*", re.IGNORECASE),
    )
    for language in _LANGUAGES
)


def unsafe_words(text: str) -> list[str]:
    """The carriers' words that this text asks the customer to write, as they stand there, in order.

    What honestly explains how to opt out is not among them.
    """
    return [text[start:end] for start, end, _safe in _list_asked(text)]


def safe_wording(text: str) -> str:
    """The text, asking for a plain no in the words' place."""
    for start, end, safe in reversed(_list_asked(text)):
        text = text[:start] + (safe.lower() if text[start:end].islower() else safe) + text[end:]
    return text


def numbered(text: str, choices: Sequence[Mapping[str, str]], *, language: str) -> str:
    """The text with its numbered choices; with a carrier's word among them, only the number is asked for."""
    shown = as_numbered_text(text, choices, language=language)
    if not any(is_opt_out(choice["title"]) for choice in choices):
        return shown
    return shown.removesuffix(ask_for_number(language)) + _ask_for_nothing_else(language)


def is_opt_out(text: str) -> bool:
    """Whether a carrier would read this text, alone in a message, as an opt-out."""
    return single_word(text) in OPT_OUT


def single_word(text: str) -> str:
    """The only word of a text, folded and without punctuation; an empty string when there are more or none."""
    found = words(text)
    return found[0] if len(found) == 1 else ""


def _ask_for_nothing_else(language: str) -> str:
    with translation.override(language):
        return gettext("Reply only with the number, not with the word.")


def _list_asked(text: str) -> list[tuple[int, int, str]]:
    """Start, end and safe word of each, in order; the first language that asks for it wins."""
    asked: dict[int, tuple[int, int, str]] = {}
    for safe, pattern in _ASKS:
        for verb in pattern.finditer(text):
            for start, end in _in_sentence(text, verb.end()):
                asked.setdefault(start, (start, end, safe))
    return sorted(asked.values())


def _in_sentence(text: str, start: int) -> Iterator[tuple[int, int]]:
    reach = start + LONGEST_PHRASE
    end = _ENDS.search(text, start, reach)
    stop = end.start() if end else min(reach, len(text))
    for word in _WORD.finditer(text, start, stop):
        if _is_asked(text[start : word.start()], word.group(), text[word.end() : stop]):
            yield word.start(), word.end()


def _is_asked(before: str, word: str, after: str) -> bool:
    """Whether the word, so long after the verb, is one to write: quoted, in capitals, or alone in its place."""
    if _OPTING_OUT.match(after):
        return False
    if set(before.rstrip()[-1:]) & _QUOTE_SET and set(after.lstrip()[:1]) & _QUOTE_SET:
        return True
    if not before.strip(_QUOTES + " "):
        return word.isupper() or _CLOSED.match(after) is not None
    if word.isupper():
        return _AFTER_OR.search(before) is not None
    return _ITEMS.fullmatch(before) is not None and _CLOSED.match(after) is not None
