"""A mailbox over IMAP and TLS: what is new, and what has been dealt with."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

TIMEOUT = 30.0
MOST_BYTES = 25 * 1024 * 1024
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(OSError):
    """The mailbox does not answer as it should; the message says where it went wrong, never the password."""


class Mailbox:
    """An open folder. Reading marks nothing: a mail is `done` only once it has been dealt with."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def unseen(self) -> list[bytes]:
        """The uids of the mails that nobody has dealt with, oldest first."""
        (found,) = self._ask("SEARCH", "UNSEEN")
        return found.split() if isinstance(found, bytes) else []

    def read(self, uid: bytes) -> bytes:
        """The whole mail, or only its headers when it is too large to be a price list. b"" when it is gone."""
        text = uid.decode()
        sizes = b" ".join(part for part in self._ask("FETCH", text, "(RFC822.SIZE)") if isinstance(part, bytes))
        size = _SIZE.search(sizes)
        section = "BODY.PEEK[HEADER]" if size and int(size[1]) > MOST_BYTES else "BODY.PEEK[]"
        parts = self._ask("FETCH", text, f"({section})")
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def done(self, uid: bytes, *, flagged: bool = False) -> None:
        """Never look at it again; `flagged` leaves a mark for the person who reads the mailbox."""
        self._ask("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen \Flagged)" if flagged else r"(\Seen)")

    def _ask(self, *command: str) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            answer, parts = self._client.uid(*command)
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxError(f"{command[0]}: {error}") from error
        if answer != "OK":
            raise MailboxError(f"{command[0]}: {answer}")
        return parts


@contextmanager
def open_mailbox(url: str, *, ca_file: str = "") -> Iterator[Mailbox]:
    """The folder that `imaps://user:password@host:993/INBOX` names. Raises MailboxError."""
    parts = urlsplit(url)
    context = ssl.create_default_context(cafile=ca_file or None)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        client = imaplib.IMAP4_SSL(parts.hostname or "", parts.port or 993, ssl_context=context, timeout=TIMEOUT)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(f"connect: {error}") from error
    try:
        _enter(client, unquote(parts.username or ""), unquote(parts.password or ""), folder)
        yield Mailbox(client)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            client.logout()


def _enter(client: imaplib.IMAP4, user: str, password: str, folder: str) -> None:
    try:
        client.login(user, password)
        answer, _ = client.select(f'"{folder}"')
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(f"login: {str(error).replace(password, '…')}") from error
    if answer != "OK":
        raise MailboxError(f"select: there is no folder {folder}")
