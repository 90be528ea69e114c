"""`manage.py chat`: talk to a shop's agent in the terminal, with the trace of every step."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand

from agent.rehearsal import say
from agent.runs.trace import trace
from tenants.management.shops import find_shop
from tenants.models import Tenant
from tenants.scoping import tenant_scope


class Command(BaseCommand):
    help = "Talk to a shop's agent. Without -m it is a conversation; an empty line or Ctrl-D ends it."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter,
            epilog='Example: manage.py chat --tenant valdman --chat-id me -m "2 kg of beef sausages, please"', **kwargs,
        )  # fmt: skip

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--chat-id", default="", help="go on with this conversation (default: a new one)")
        parser.add_argument("-m", dest="text", default="", help="say this, print the answer and exit")
        parser.add_argument("--quiet", action="store_true", help="the answer only, no trace")

    def handle(self, *_args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        chat_id = options["chat_id"] or uuid4().hex[:8]
        with tenant_scope(tenant):
            if options["text"]:
                self._exchange(tenant, chat_id, options["text"], quiet=options["quiet"])
            else:
                self._converse(tenant, chat_id, quiet=options["quiet"])

    def _converse(self, tenant: Tenant, chat_id: str, *, quiet: bool) -> None:
        self.stdout.write(f"{tenant.name}, conversation {chat_id}. An empty line ends it.")
        while text := self._read():
            self._exchange(tenant, chat_id, text, quiet=quiet)

    def _read(self) -> str:
        try:
            return input("you       ").strip()
        except (EOFError, KeyboardInterrupt):
            return ""

    def _exchange(self, tenant: Tenant, chat_id: str, text: str, *, quiet: bool) -> None:
        exchange = say(tenant, chat_id=chat_id, text=text)
        if not quiet:
            for line in (line for run in exchange.runs for line in trace(run)):
                self.stdout.write(self.style.HTTP_INFO(line))
        self.stdout.write(exchange.text or "(no answer: a person has this conversation)")
        for place, title in enumerate(exchange.offered, 1):
            self.stdout.write(f"{place}. {title}")
