"""The board's own words in a text: [shortcodes], {merge fields}, *bold* and __italic__, read and written."""

import re

# [buttons id="x" options="Yes,No" title="Sure?"], and those that stand alone.
_SHORTCODE = re.compile(r'\[[a-z][a-z0-9_-]*((?:\s+[a-z0-9_-]+="[^"]*")+)\s*\]')
_ATTRIBUTE = re.compile(r'([a-z0-9_-]+)="([^"]*)"')
_ALONE = re.compile(r"\[(?:rating|registration|login|email|phone|articles|interactive-articles|timetable)\]")
# What people see of a shortcode; ids and colours are the rest.
_SHOWN = ("title", "header", "message", "description", "name", "options", "values", "link", "url")
# Only around words: a price of 2*3*4 stays as it is.
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_ITALIC = re.compile(r"(?<![\w_])__(?=\S)((?:(?!__)[^\n])+)(?<=\S)__(?![\w_])")

# What models write although nobody asked.
_DOUBLE_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*")
_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
# The beginnings of what the board would replace or take away: shortcodes, merge fields, anchors.
_MEANT_FOR_BOARD = re.compile(r"[\[{](?=[A-Za-z])|#(?=sb-)")
WORD_JOINER = "\u2060"

_MARKDOWN = re.compile(r"[\\`]")
_PAIRED = "*_~"


def plain(text: str) -> str:
    """What a person reads in a text of the board."""
    text = _ALONE.sub("", _SHORTCODE.sub(_words, text))
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)).strip()


def _words(shortcode: re.Match[str]) -> str:
    shown = dict(_ATTRIBUTE.findall(shortcode[1]))
    return "\n".join(shown[name].replace(",", ", ") for name in _SHOWN if shown.get(name))


def for_network(text: str, *, has_bold: bool) -> str:
    """A text of ours as the board may have it. Nothing in it does anything there; to the eye it is the same."""
    bold = r"*\1*" if has_bold else r"\1"
    marked = _HEADING.sub(bold, _DOUBLE_BOLD.sub(bold, text))
    return _MEANT_FOR_BOARD.sub(lambda found: found[0] + WORD_JOINER, marked)


def for_telegram(text: str) -> str:
    r"""Escaped where the board forgets to: it sends MarkdownV2 and escapes `*`, `_` and `~` only when there is one."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", text)
    for mark in _PAIRED:
        if escaped.count(mark) > 1:
            escaped = escaped.replace(mark, "\\" + mark)
    return escaped
