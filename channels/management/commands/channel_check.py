"""How the providers see our webhooks: `manage.py channel_check [--tenant valdman]`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels import health
from channels.base import WebhookState
from channels.models import Channel
from channels.receiving.routing import list_doors
from channels.registry import get_adapter
from channels.selectors import LOCAL_KINDS, webhook_url
from lib.errors import ProviderError
from tenants.scoping import scopes_disabled

# What the door's refusals mean, and what to do.
REFUSED = {
    "403": "{} deliveries today did not prove who sent them: is the app secret or token here still the provider's?",
    "413": "{} deliveries today were larger than INBOUND_MAX_BYTES",
    "415": "{} deliveries today came with the wrong content type: is another program calling this address?",
}


class Command(BaseCommand):
    help = "Ask each provider where it delivers, what waits and what failed. Exit 1 when one is not well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "example: manage.py channel_check --tenant valdman"
        parser.add_argument("--tenant", help="the shop's short name")
        parser.add_argument("--url", default="", help="our public address; default: PUBLIC_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            rows = Channel.objects.exclude(kind__in=LOCAL_KINDS).filter(is_enabled=True).select_related("tenant")
            channels = list(rows.filter(tenant__slug=options["tenant"]) if options["tenant"] else rows)
        if not channels:
            self.stdout.write("There is no channel to check. manage.py channel_add connects one.")
        base_url = options["url"] or settings.PUBLIC_URL
        ill = [channel for channel in channels if not self._is_well(channel, base_url)]
        if ill:
            raise CommandError(f"{len(ill)} of {len(channels)} channels are not well.")

    def _is_well(self, channel: Channel, base_url: str) -> bool:
        try:
            state = get_adapter(channel.kind).inspect(credentials=channel.credentials)
        except ProviderError as error:
            self.stdout.write(f"FAIL {_title(channel)}: {error}")
            return False
        problems = _problems(channel, state, base_url)
        verdict = "FAIL" if problems else "ok  "
        waiting = f"{state.pending} updates wait" if state.is_known else "the provider does not tell where it delivers"
        self.stdout.write(f"{verdict} {_title(channel)}: {waiting}")
        for line in [*problems, *_notes(channel), *state.notes]:
            self.stdout.write(f"       {line}")
        return not problems


def _title(channel: Channel) -> str:
    return f"{channel.tenant.slug} {channel.kind} {channel.name}"


def _problems(channel: Channel, state: WebhookState, base_url: str) -> list[str]:
    wanted = webhook_url(channel, base_url)
    problems = []
    if channel.problem:
        problems.append(f"messages do not go out: {channel.problem}")
    if state.is_known and state.url not in list_doors(channel, base_url):
        problems.append(f"delivers to {state.url or 'nowhere'} instead of {wanted}; channel_add corrects that")
    if state.last_error and state.pending:
        when = f" ({state.last_error_at:%Y-%m-%d %H:%M} UTC)" if state.last_error_at else ""
        problems.append(f"the last delivery failed{when}: {state.last_error}")
    return problems


def _notes(channel: Channel) -> list[str]:
    return [REFUSED[status].format(count) for status, count in health.refused_today(channel, tuple(REFUSED)).items()]
