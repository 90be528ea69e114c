"""HTML of other people's shops as plain text."""

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_CELLS = frozenset({"td", "th"})
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# Shortcodes of page builders that no plugin has rendered: [vc_row css="..."], [/vc_row].
_SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9]*[_-][a-z0-9_-]*(?:\s[^\]]{0,2000})?\]")


def html_to_text(markup: str) -> str:
    """The words of a piece of HTML: paragraphs and lines stay, scripts and styles do not, `- ` marks list items."""
    reader = _Reader()
    reader.feed(markup.replace("\x00", ""))
    reader.close()
    text = _SHORTCODE.sub("", "".join(reader.parts))
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def plain_name(text: str) -> str:
    """A name as it is shown: WordPress stores `Salt &amp; Pepper`, and themes add <br> and <span>."""
    return _SPACES.sub(" ", html_to_text(text).replace("\n", " ")).strip() if "<" in text else _unescape(text)


def _unescape(text: str) -> str:
    return " ".join(html.unescape(text).replace("\x00", "").split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._silent and tag in _SILENT:
            self._silent = tag
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<script/>` and `<svg/>` open nothing that would have to be closed."""
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 (the parser's own)
        """What begins with `<![` is a comment to browsers; Python before 3.11.14 raises AssertionError at it."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
