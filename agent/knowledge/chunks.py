"""Cutting a text into passages that can be found and cited by themselves. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lib.text import shorten, split_text

# A passage is about one thing, and several of them fit into an answer.
LONGEST = 800
LONGEST_SECTION = 150
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_RULED = re.compile(r"^(?:=+|-+)$")
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*[.)]?\s+\S")
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|[*_`])(?=\S)(.+?)(?<=\S)\1")
_LONGEST_TITLE = 80


@dataclass(frozen=True)
class Chunk:
    section: str
    text: str


def cut_text(text: str, *, is_markdown: bool = False) -> list[Chunk]:
    """Passages under their headings, cut between sentences, none of them longer than LONGEST."""
    return [chunk for section, body in _sections(text, is_markdown=is_markdown) for chunk in _pack(section, body)]


def cut_pages(pages: Iterable[str]) -> list[Chunk]:
    """Passages of a file with pages: the page stands in the section, beside the heading where there is one."""
    return [
        Chunk(
            shorten(f"{chunk.section}, p. {number}" if chunk.section else f"p. {number}", LONGEST_SECTION), chunk.text
        )
        for number, page in enumerate(pages, start=1)
        for chunk in cut_text(page)
    ]


def _sections(text: str, *, is_markdown: bool) -> Iterator[tuple[str, str]]:
    """Each heading with what stands under it; the first may have none."""
    section, body = "", list[str]()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place, line in enumerate(lines):
        bare = line.strip()
        following = lines[place + 1].strip() if place + 1 < len(lines) else ""
        before = lines[place - 1].strip() if place else ""
        title = _title(bare, before, following, is_markdown=is_markdown)
        if title:
            if any(part.strip() for part in body):
                yield section, "\n".join(body)
            section, body = shorten(title, LONGEST_SECTION), []
        elif not (is_markdown and body == [] and _RULED.match(bare)):
            body.append(_plain(line) if is_markdown else line)
    if any(part.strip() for part in body):
        yield section, "\n".join(body)


def _title(line: str, before: str, following: str, *, is_markdown: bool) -> str:
    """The heading that a line is; empty for a line that is none."""
    if is_markdown:
        match = _HEADING.match(line)
        ruled = bool(line and len(following) > 2 and _RULED.match(following))
        return _plain(match[1]) if match else _plain(line) if ruled else ""
    short = bool(line) and len(line) <= _LONGEST_TITLE and line[-1] not in ".!?,;…"
    alone = not before and bool(following)
    return (
        line.rstrip(":") if short and alone and (line.isupper() or line.endswith(":") or _NUMBERED.match(line)) else ""
    )


def _plain(text: str) -> str:
    """Markdown's marks are for the eye."""
    bare = _LINK.sub(r"\1", text)
    return _EMPHASIS.sub(r"\2", bare).strip().removeprefix("> ")


def _pack(section: str, body: str) -> Iterator[Chunk]:
    """Sentences and lines together, as many as fit."""
    held = ""
    for piece in _pieces(body):
        joined = f"{held} {piece}".strip()
        if len(joined) > LONGEST and held:
            yield Chunk(section, held)
            joined = piece
        held = joined
    if held:
        yield Chunk(section, held)


def _pieces(body: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", body):
        for sentence in _SENTENCE.split(" ".join(paragraph.split())):
            yield from (part.strip() for part in split_text(sentence, LONGEST) if part.strip())
