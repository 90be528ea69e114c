"""The log in words: what each action is called, and its details. Whoever records a new action names it here, too."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.text import shorten
from tenants.models import AuditEvent

LONGEST_DETAIL = 200
ACTIONS: dict[str, Promise] = {
    "shop_changed": gettext_lazy("changed the shop's settings"),
    "colour_changed": gettext_lazy("changed the colour"),
    "logo_changed": gettext_lazy("changed the logo"),
    "logo_removed": gettext_lazy("removed the logo"),
    "hours_saved": gettext_lazy("changed the opening hours"),
    "special_day_saved": gettext_lazy("saved a special day"),
    "special_day_deleted": gettext_lazy("removed a special day"),
    "member_set": gettext_lazy("set a role"),
    "member_removed": gettext_lazy("removed from the team"),
    "member_invited": gettext_lazy("invited"),
    "invitation_withdrawn": gettext_lazy("withdrew an invitation"),
    "second_factor_required": gettext_lazy("made the second factor a must"),
    "second_factor_optional": gettext_lazy("left the second factor to everybody"),
    "second_factor_on": gettext_lazy("switched the second factor on"),
    "second_factor_reset": gettext_lazy("took away the second factor"),
    "backup_codes_renewed": gettext_lazy("renewed the backup codes"),
    "password_changed": gettext_lazy("changed the password"),
    "profile_changed": gettext_lazy("changed their own details"),
    "api_key_created": gettext_lazy("made an API key"),
    "api_key_revoked": gettext_lazy("revoked an API key"),
    "export_requested": gettext_lazy("asked for an export of all data"),
    "alert_closed": gettext_lazy("said that an alert is over"),
    "retention_changed": gettext_lazy("changed how long data is kept"),
    "export_downloaded": gettext_lazy("downloaded an export of all data"),
    "webhook_added": gettext_lazy("added a webhook"),
    "webhook_changed": gettext_lazy("changed a webhook"),
    "webhook_removed": gettext_lazy("removed a webhook"),
    "webhook_rotated": gettext_lazy("renewed a webhook's secret"),
    "webhook_switched_off": gettext_lazy("switched off a webhook that failed for long"),
    "confirmation_rules_changed": gettext_lazy("changed the rules for confirmations"),
    "order_rules_changed": gettext_lazy("changed the rules for orders"),
    "delivery_area_saved": gettext_lazy("saved a delivery area"),
    "delivery_area_deleted": gettext_lazy("deleted a delivery area"),
    "site_saved": gettext_lazy("saved a site"),
    "channel_sites_changed": gettext_lazy("changed the sites of a channel"),
    "channel_template_changed": gettext_lazy("chose a message template"),
    "model_added": gettext_lazy("added a model"),
    "model_changed": gettext_lazy("changed a model"),
    "model_moved": gettext_lazy("moved a model"),
    "model_removed": gettext_lazy("removed a model"),
    "prompt_saved": gettext_lazy("saved a prompt"),
    "prompt_live": gettext_lazy("made a prompt live"),
    "prompt_reset": gettext_lazy("reset a prompt"),
    "document_added": gettext_lazy("added a document"),
    "document_deleted": gettext_lazy("deleted a document"),
    "faq_saved": gettext_lazy("saved a question and its answer"),
    "faq_deleted": gettext_lazy("deleted a question"),
    "evaluation.started": gettext_lazy("started a trial"),
    "scenario_saved": gettext_lazy("saved a scenario"),
    "scenario_deleted": gettext_lazy("deleted a scenario"),
    "playbook created": gettext_lazy("made a playbook"),
    "playbook renamed": gettext_lazy("renamed a playbook"),
    "playbook deleted": gettext_lazy("deleted a playbook"),
    "playbook switched on": gettext_lazy("switched a playbook on"),
    "playbook switched off": gettext_lazy("switched a playbook off"),
    "stage saved": gettext_lazy("saved a stage"),
    "stage deleted": gettext_lazy("deleted a stage"),
    "stages reordered": gettext_lazy("reordered the stages"),
    "picture_added": gettext_lazy("added a picture"),
    "picture_removed": gettext_lazy("removed a picture"),
    "promotion saved": gettext_lazy("saved a promotion"),
    "customer corrected": gettext_lazy("corrected a customer's details"),
    "customer exported": gettext_lazy("exported what is kept of a person"),
    "customer erased": gettext_lazy("erased a person"),
    "customers merged": gettext_lazy("merged two customers"),
    "customers unmerged": gettext_lazy("separated two customers"),
    "cap_changed": gettext_lazy("changed the cap on the models' costs"),
}


def word_action(action: str) -> str:
    """An action that nobody has named yet is shown as it is written."""
    return str(ACTIONS.get(action) or action.replace("_", " ").replace(".", " "))


def word_details(event: AuditEvent) -> list[str]:
    """What else is known, one line each: "name: before → after" where both are."""
    data = dict(event.data)
    before, after = data.pop("before", None), data.pop("after", None)
    if isinstance(before, dict) and isinstance(after, dict):
        changes = [f"{_name(name)}: {_value(before.get(name))} → {_value(after[name])}" for name in after]
    elif before is not None:
        changes = [f"{_value(before)} → {_value(after if after is not None else data.pop('role', ''))}"]
    else:
        changes = []
    return changes + [f"{_name(name)}: {_value(value)}" for name, value in data.items()]


def _name(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return shorten("; ".join(f"{_name(key)} {_value(each)}" for key, each in value.items()), LONGEST_DETAIL)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return shorten(", ".join(_value(each) for each in value), LONGEST_DETAIL)
    return shorten(str(value), LONGEST_DETAIL)
