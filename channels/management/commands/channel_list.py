"""Which accounts are connected: `manage.py channel_list [--tenant valdman]`."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from channels.models import Channel
from tenants.scoping import scopes_disabled

ROW = "{:20} {:10} {:24} {:9} {:17} {:17} {}"


class Command(BaseCommand):
    help = "List the connected channels of all shops or of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "example: manage.py channel_list --tenant valdman"
        parser.add_argument("--tenant", help="the shop's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            rows = Channel.objects.select_related("tenant").order_by("tenant__slug", "kind", "name")
            channels = list(rows.filter(tenant__slug=options["tenant"]) if options["tenant"] else rows)
        if not channels:
            self.stdout.write("No channel is connected. manage.py channel_add connects one.")
            return
        self.stdout.write(ROW.format("SHOP", "KIND", "NAME", "STATE", "LAST IN", "LAST OUT", "ID").rstrip())
        for channel in channels:
            self.stdout.write(_row(channel))


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def _row(channel: Channel) -> str:
    seen = [
        moment.strftime("%Y-%m-%d %H:%M") if moment else "-" for moment in (channel.last_in_at, channel.last_out_at)
    ]
    state = "problem" if channel.problem else "on" if channel.is_enabled else "off"
    line = ROW.format(channel.tenant.slug, channel.kind, channel.name[:24], state, *seen, channel.public_id)
    return f"{line}\n    {channel.problem}" if channel.problem else line
