"""What a file says: text, Markdown and PDF, known by its bytes. Nothing of a file is run, and nothing is kept of it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from agent.knowledge.chunks import Chunk, cut_pages, cut_text
from agent.knowledge.models import DocumentKind
from lib.errors import DomainError

log = structlog.get_logger(__name__)

MOST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 200
MOST_CHARACTERS = 500_000
# Fewer letters on a page are no text: it is a photo of one.
FEWEST_PER_PAGE = 15
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True)
class Read:
    """`pages` is 0 for what has none."""

    kind: DocumentKind
    chunks: list[Chunk]
    characters: int
    pages: int = 0


def read_file(name: str, content: bytes) -> Read:
    """Raises DomainError `too_big`, `too_many_pages`, `too_long`, `empty`, `not_text`, `encrypted`, `broken`,
    `scanned`."""
    if len(content) > MOST_BYTES:
        raise DomainError("too_big", f"At most {MOST_BYTES // 1024 // 1024} MB.", most=MOST_BYTES // 1024 // 1024)
    if content.lstrip()[:5] == b"%PDF-":
        return _read_pdf(content)
    text = _decode(content)
    _check_length(len(text))
    is_markdown = name.lower().endswith(_MARKDOWN)
    chunks = cut_text(text, is_markdown=is_markdown)
    if not chunks:
        raise DomainError("empty", "There is no text in this file.")
    return Read(DocumentKind.MARKDOWN if is_markdown else DocumentKind.TEXT, chunks, len(text))


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            break
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DomainError("not_text", "This is neither text in UTF-8 nor a PDF.")


def _read_pdf(content: bytes) -> Read:
    try:
        pages = list(_pages(content))
    except DomainError:
        raise
    except Exception as error:  # whatever a broken file makes the library stumble over
        log.info("pdf_broken", error=type(error).__name__)
        raise DomainError("broken", "The PDF is damaged and cannot be read.") from error
    letters = sum(char.isalpha() for page in pages for char in page)
    if letters < FEWEST_PER_PAGE * min(len(pages), 3):
        raise DomainError("scanned", "The PDF holds pictures of pages and no text.", pages=len(pages))
    return Read(DocumentKind.PDF, cut_pages(pages), sum(map(len, pages)), len(pages))


def _pages(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    reader = PdfReader(io.BytesIO(content))
    # Many files are locked against changes with an empty password, and anybody may read them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DomainError("encrypted", "The PDF is locked with a password.")
    if len(reader.pages) > MOST_PAGES:
        raise DomainError("too_many_pages", f"At most {MOST_PAGES} pages.", most=MOST_PAGES)
    length = 0
    for page in reader.pages:
        text = page.extract_text().replace("\x00", "")
        length += len(text)
        _check_length(length)
        yield text


def _check_length(length: int) -> None:
    if length > MOST_CHARACTERS:
        raise DomainError("too_long", f"At most {MOST_CHARACTERS} characters.", most=MOST_CHARACTERS)
