"""A small IMAP4rev1 server over TLS, for tests: real sockets, real certificates, one folder in memory."""

import datetime
import ipaddress
import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "lists@shop.example", "p/ss:w@rd"
_FETCHED = re.compile(r"\((?P<what>RFC822\.SIZE|BODY\.PEEK\[(?:HEADER)?\])\)")


@dataclass
class StoredMail:
    """A mail in the folder, with its flags."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


class FakeImap:
    """Knows what imaplib says: LOGIN, SELECT, UID SEARCH UNSEEN, UID FETCH, UID STORE, LOGOUT.

    `mails` is the folder; uids count from 1. `commands` are all the lines that came in, without the password.
    """

    def __init__(self, folder: Path) -> None:
        self.mails: list[StoredMail] = []
        self.commands: list[str] = []
        self.ca_file = folder / "imap.pem"
        _write_certificate(self.ca_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file)
        self._server = _TlsServer(("127.0.0.1", 0), _Session)
        self._server.context, self._server.imap = context, self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"imaps://lists%40shop.example:p%2Fss%3Aw%40rd@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def receive(self, raw: bytes) -> StoredMail:
        """A new mail is in the folder."""
        self.mails.append(StoredMail(raw))
        return self.mails[-1]

    def unseen(self) -> list[int]:
        return [uid for uid, mail in enumerate(self.mails, 1) if r"\Seen" not in mail.flags]


class _TlsServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    context: ssl.SSLContext
    imap: FakeImap

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        connection.settimeout(10)
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate hangs up: that is what some tests want to see."""


class _Session(socketserver.StreamRequestHandler):
    server: _TlsServer

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, rest = [*line.split(" ", 2), ""][:3]
            self.server.imap.commands.append(f"{command} {rest if command != 'LOGIN' else ''}".strip())
            self._say(f"{tag} {self._answer(command.upper(), rest)}")
            if command.upper() == "LOGOUT":
                return

    def _answer(self, command: str, rest: str) -> str:
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command == "LOGIN":
            given = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', rest)
            if [quoted or bare for quoted, bare in given] != [USER, PASSWORD]:
                return "NO [AUTHENTICATIONFAILED] wrong name or password"
        elif command == "SELECT":
            if rest != '"INBOX"':
                return "NO no such folder"
            self._say(f"* {len(self.server.imap.mails)} EXISTS")
        elif command == "UID":
            return self._uid(*rest.split(" ", 1))
        elif command == "LOGOUT":
            self._say("* BYE")
        else:
            return "BAD unknown command"
        return "OK done"

    def _uid(self, command: str, rest: str) -> str:
        if command == "SEARCH" and rest == "UNSEEN":
            self._say(" ".join(["* SEARCH", *map(str, self.server.imap.unseen())]))
            return "OK done"
        number, _, wish = rest.partition(" ")
        mail = self.server.imap.mails[int(number) - 1]
        if command == "STORE":
            mail.flags |= set(re.findall(r"\\\w+", wish))
            return "OK done"
        fetched = _FETCHED.fullmatch(wish) if command == "FETCH" else None
        if fetched is None:
            return "BAD unknown command"
        self._fetch(number, mail, fetched["what"])
        return "OK done"

    def _fetch(self, number: str, mail: StoredMail, what: str) -> None:
        if what == "RFC822.SIZE":
            self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail.raw)})")
            return
        content = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in what else mail.raw
        name = what.replace(".PEEK", "")
        self.wfile.write(f"* {number} FETCH (UID {number} {name} {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _write_certificate(path: Path) -> None:
    """A key and its own certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake imap")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
