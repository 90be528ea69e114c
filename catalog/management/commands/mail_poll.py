"""`manage.py mail_poll`: look for price lists in the mailbox, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.imports.imap_mailbox import MailboxError
from catalog.imports.mails import poll_mailbox


class Command(BaseCommand):
    help = (
        "Imports price lists that came by mail (IMAP_URL) from senders whom a shop allows, and mails a report back. "
        "Beat does the same every IMAP_POLL_SECONDS."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "example: manage.py mail_poll"

    def handle(self, **_options: Any) -> None:
        if not settings.IMAP_URL or not settings.IMAP_AUTHSERV_ID:
            raise CommandError("Set IMAP_URL and IMAP_AUTHSERV_ID first; .env.example says how.")
        try:
            counts = poll_mailbox()
        except MailboxError as error:
            raise CommandError(f"The mailbox does not answer as it should: {error}") from None
        for outcome, count in counts.items():
            self.stdout.write(f"{count} {outcome}")
        if not counts:
            self.stdout.write("No new mail.")
