"""What models write although nobody asked, for networks without Markdown; a price of 2*3 stays as it is."""

import re

_FENCE = re.compile(r"^```\w*[ \t]*\n?", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)[*•] +", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*|__(?=\S)([^_\n]+?)(?<=\S)__")
_CODE = re.compile(r"`([^`\n]+)`")
# Only around whole words: addresses and snake_case have underscores inside.
_SLANTED = re.compile(r"(?<![^\s(\"'])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w/*_])")


def plain(text: str) -> str:
    """The words alone, for SMS."""
    text = _CODE.sub(r"\1", _common(text))
    text = _BOLD.sub(_inside, _HEADING.sub(r"\1", text))
    return _SLANTED.sub(r"\2", text)


def for_whatsapp(text: str) -> str:
    """WhatsApp has one asterisk for bold (https://faq.whatsapp.com/539178204879377); the rest it shares."""
    return _BOLD.sub(_in_asterisks, _HEADING.sub(_as_bold, _common(text)))


def _common(text: str) -> str:
    return _LINK.sub(_spelt_out, _BULLET.sub(r"\1- ", _FENCE.sub("", text)))


def _spelt_out(link: re.Match[str]) -> str:
    title, url = link.groups()
    return url if title == url else f"{title}: {url}"


def _as_bold(heading: re.Match[str]) -> str:
    return f"**{_BOLD.sub(_inside, heading.group(1))}**"


def _inside(bold: re.Match[str]) -> str:
    return bold.group(1) or bold.group(2)


def _in_asterisks(bold: re.Match[str]) -> str:
    return f"*{_inside(bold)}*"
