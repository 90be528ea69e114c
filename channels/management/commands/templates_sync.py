"""Read the templates that the networks approved: `manage.py templates_sync [--tenant valdman]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from channels.models import Channel, MessageTemplate
from channels.selectors import LOCAL_KINDS
from channels.sending.late_reply import choose_late_reply
from channels.sending.templates import sync_templates
from lib.errors import DomainError, ProviderError
from tenants.scoping import scopes_disabled, tenant_scope

ROW = "  {:32} {:8} {:10} {:10} {}"


class Command(BaseCommand):
    help = (
        "Read the approved templates of every channel that has them. What a template is used for is chosen on the "
        "panel's channels page, or here: --use NAME takes it for answers that come after the 24 hours."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "example: manage.py templates_sync --tenant valdman --use late_answer"
        parser.add_argument("--tenant", help="the shop's short name")
        parser.add_argument("--use", metavar="NAME", default="", help="the template for late answers; it needs one gap")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            rows = Channel.objects.exclude(kind__in=LOCAL_KINDS).filter(is_enabled=True).select_related("tenant")
            channels = list(rows.filter(tenant__slug=options["tenant"]) if options["tenant"] else rows)
        if not channels:
            self.stdout.write("There is no channel with templates. manage.py channel_add connects one.")
        failed = [channel for channel in channels if not self._sync(channel, options["use"])]
        if failed:
            raise CommandError(f"{len(failed)} of {len(channels)} channels could not be read.")

    def _sync(self, channel: Channel, use: str) -> bool:
        self.stdout.write(f"{channel.tenant.slug} {channel}")
        try:
            with tenant_scope(channel.tenant):
                templates = sync_templates(channel)
                if use:
                    choose_late_reply(channel, name=use, actor="templates_sync")
                templates = list(MessageTemplate.objects.filter(pk__in=[row.pk for row in templates]))
        except DomainError as error:
            raise CommandError(f"{channel}: {error}") from None
        except ProviderError as error:
            self.stdout.write(f"  could not be read: {error}")
            return False
        for row in templates:
            self.stdout.write(ROW.format(row.name[:32], row.language, row.status, row.category, row.use_for).rstrip())
        if not templates:
            self.stdout.write("  has no templates")
        return True
