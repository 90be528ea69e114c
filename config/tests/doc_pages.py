"""The documentation as tests read it: pages, the code in them, and the commands, links and names that they mention."""

import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.management import get_commands

from config.tests.source import PACKAGES, ROOT

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"^ {4}(?![ -]).*$", re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# What a shell line begins with, behind settings for that line and the interpreter's name.
PROGRAM = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:(?:\.venv/bin/)?python )?(manage\.py|bin/[a-z]+|bench/\w+\.py|-m) ?(.*)$")


@dataclass(frozen=True)
class Command:
    """What a reader types: `program` is manage.py, bin/..., bench/... or -m; `is_mention` when prose only names it."""

    program: str
    words: tuple[str, ...]
    is_mention: bool = False

    def __str__(self) -> str:
        return shlex.join((self.program, *self.words))


@dataclass(frozen=True)
class Page:
    path: str

    @property
    def file(self) -> Path:
        return ROOT / self.path

    @property
    def text(self) -> str:
        return _read(self.file)

    @property
    def prose(self) -> str:
        """Without the blocks of code."""
        return INDENTED.sub("", FENCED.sub("", self.text))

    @property
    def inline(self) -> list[str]:
        return INLINE.findall(self.prose)

    @property
    def links(self) -> list[str]:
        """Also those of pictures; other sites are left out."""
        return [link for link in LINK.findall(self.prose) if not link.startswith(("http://", "https://"))]

    @property
    def anchors(self) -> set[str]:
        """As the usual renderers make them of headings."""
        titles = [re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(FENCED.sub("", self.text))]
        return {title.replace(" ", "-") for title in titles}

    @property
    def shell_lines(self) -> list[str]:
        blocks = [text for language, text in FENCED.findall(self.text) if language == "sh"]
        whole = "\n".join([*blocks, *INDENTED.findall(FENCED.sub("", self.text))])
        return [_without_remark(line) for line in re.sub(r" *\\\n\s*", " ", whole).splitlines()]

    @property
    def commands(self) -> list[Command]:
        typed = [command for line in self.shell_lines if (command := _read_command(line))]
        inline = [one for code in self.inline for one in _each(_in_full(code))]
        named = [command for code in inline if (command := _read_command(code, is_inline=True))]
        return [*typed, *named]


@cache
def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _without_remark(line: str) -> str:
    """Remarks stand behind a wide gap or a #."""
    return re.split(r"\s{3,}|\s#\s", line.strip())[0]


def _in_full(code: str) -> str:
    """Tables leave out the beginning: `channel_add telegram ...`."""
    return f"manage.py {code}" if " " in code and code.split()[0] in get_commands() else code


def _each(code: str) -> list[str]:
    """`manage.py customer_export|customer_erase` names two."""
    program, _, names = code.partition(" ")
    return [f"{program} {name}" for name in names.split("|")] if program == "manage.py" and "|" in names else [code]


def _read_command(text: str, *, is_inline: bool = False) -> Command | None:
    found = PROGRAM.match(text)
    if found is None or (found[1] == "manage.py" and not found[2]):
        return None
    # What may be left out stands in brackets.
    words = tuple(word for word in shlex.split(found[2], comments=True) if not word.startswith("["))
    return Command(found[1], words, is_mention=is_inline and len(words) <= 1)


def list_pages() -> list[Page]:
    """README.md and everything below docs/; what changed when is no instruction."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [Page(str(file.relative_to(ROOT))) for file in files]


@cache
def all_files() -> tuple[str, ...]:
    """Every file of the house, from the root of the checkout, with a slash in front."""
    folders = (*PACKAGES, "bench", "bin", "docs", "locale", "static", "templates")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    return tuple(f"/{path.relative_to(ROOT)}" for path in [*found, *ROOT.glob("*"), *ROOT.glob(".env.example")])


@cache
def all_words() -> frozenset[str]:
    """Every word of the source, so that a name in the docs can be told from one that is gone."""
    endings = (".py", ".js", ".html", ".yaml", ".toml", ".txt", ".json", ".example")
    # What only this test says is no proof that something exists.
    files = [ROOT / name[1:] for name in all_files() if name.endswith(endings) and "test_docs" not in name]
    return frozenset(word for file in files if file.is_file() for word in re.findall(r"\w+", _read(file)))
