"""What a new shop still has to do, told by what there is: nothing is ticked off by hand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agent.playground.models import PlaygroundTurn, TurnState
from catalog.models import Product
from channels.models import Channel
from tenants.models import Tenant


@dataclass(frozen=True)
class Step:
    """`address` is where it is done; `is_last` marks the switch, which is no page."""

    title: str
    about: str
    is_done: bool
    address: str = ""
    is_last: bool = False


def list_steps(tenant: Tenant) -> list[Step]:
    """In the order in which they make sense; five small queries at most."""
    slug = tenant.slug
    return [
        Step(
            _("Describe your shop"), _("What you sell, and what customers have to know."),
            bool(tenant.description), reverse("panel:shop", args=[slug]),
        ),
        Step(
            _("Add products"), _("Paste a list, send a spreadsheet, or connect your web shop."), has_products(),
            reverse("panel:product_import", args=[slug]),
        ),
        Step(
            _("Try the agent"), _("Order something in the playground, as a customer would."),
            PlaygroundTurn.objects.filter(state=TurnState.DONE).exists(), reverse("panel:playground", args=[slug]),
        ),
        Step(
            _("Connect a channel"), _("WhatsApp, Telegram, Instagram, text messages, or the chat on your site."),
            _is_reached(), reverse("panel:channel_choose", args=[slug]),
        ),
        Step(
            _("Go live"), _("From then on the agent answers your customers. Until then only you hear it."),
            tenant.is_live, is_last=True,
        ),
    ]  # fmt: skip


def list_obstacles() -> list[str]:
    """Why going live would help nobody yet, each with what to do; empty when it can."""
    obstacles = []
    if not has_products():
        obstacles.append(_("There is no product for sale yet: the agent would have nothing to sell. Add some."))
    if not Channel.objects.filter(is_enabled=True, problem_code="").exclude(kind="terminal").exists():
        obstacles.append(_("No channel works: nobody could write to the agent. Connect one, or switch the chat on."))
    return obstacles


def has_products() -> bool:
    return bool(Product.objects.filter(is_available=True).exists())


def _is_reached() -> bool:
    """A network is connected, or somebody has already come to the chat page."""
    rows = Channel.objects.filter(is_enabled=True).exclude(kind="terminal")
    outside = rows.exclude(kind="webchat") | rows.filter(kind="webchat", last_in_at__isnull=False)
    return bool(outside.exists())
