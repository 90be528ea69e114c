"""The admin's side: every model that is registered, in groups that people understand, as far as they may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Group:
    """The models of some apps; `first` are those that people look for, the others follow by name."""

    title: Promise
    apps: tuple[str, ...]
    first: tuple[str, ...]


GROUPS = (
    Group(gettext_lazy("Conversations"), ("conversations",), ("Conversation", "Customer", "Message")),
    Group(gettext_lazy("Orders"), ("orders",), ("Order", "ChangeRequest", "Payment", "Confirmation")),
    Group(gettext_lazy("Products"), ("catalog",), ("Product", "LostDemand", "Store", "ProductImport")),
    Group(gettext_lazy("The agent"), ("agent",), ("Run", "Playbook", "FaqEntry", "TeamQuestion", "ModelChoice")),
    Group(gettext_lazy("Channels"), ("channels",), ("Channel", "InboundEvent")),
    Group(gettext_lazy("Costs"), ("billing",), ("DayUsage", "UsageEvent", "Cap")),
    Group(gettext_lazy("Shops and people"), ("tenants", "auth"), ("Tenant", "Membership", "User", "Alert")),
    Group(gettext_lazy("Scheduled tasks"), ("django_celery_beat",), ("PeriodicTask",)),
)


def list_groups(request: HttpRequest) -> list[dict[str, Any]]:
    """What the side shows (unfold/helpers/app_list.html): the way to the panel first, then the groups."""
    doors = [
        {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")},
        {"title": _("Panel of the shops"), "icon": "storefront", "link": reverse("panel:home")},
    ]
    groups = [(group, list(_items(group, request))) for group in GROUPS]
    return [
        {"title": "", "items": doors},
        *({"title": group.title, "items": items} for group, items in groups if items),
    ]


def _items(group: Group, request: HttpRequest) -> Iterator[dict[str, Any]]:
    pages = {
        model.__name__: (model, page)
        for model, page in admin.site._registry.items()
        if model._meta.app_label in group.apps and page.has_view_permission(request)
    }
    usual = [name for name in group.first if name in pages]
    others = sorted(set(pages) - set(usual), key=lambda name: str(pages[name][0]._meta.verbose_name_plural))
    for name in (*usual, *others):
        meta = pages[name][0]._meta
        link = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        yield {"title": capfirst(str(meta.verbose_name_plural)), "icon": "", "link": link}
