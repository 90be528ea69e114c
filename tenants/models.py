"""Who owns the data: shops, the people who work in them, and their keys."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.timezones import time_zones
from tenants.exports.models import DataExport as DataExport
from tenants.looks.models import Logo as Logo
from tenants.people.models import Account as Account
from tenants.people.models import Invitation as Invitation
from tenants.people.models import SecondFactor as SecondFactor
from tenants.retention.models import RetentionRule as RetentionRule
from tenants.roles import Role as Role
from tenants.scoping import TenantModel
from tenants.webhooks.models import WebhookDelivery as WebhookDelivery
from tenants.webhooks.models import WebhookEndpoint as WebhookEndpoint

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def validate_timezone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("Use a name such as Asia/Jerusalem or Europe/Paris."))


def validate_languages(codes: list[str]) -> None:
    known = {code for code, _name in settings.LANGUAGES}
    if not codes or set(codes) - known:
        raise ValidationError(_("Choose at least one of: %(known)s"), params={"known": ", ".join(sorted(known))})


class Tone(models.TextChoices):
    """How the agent speaks, in words that a model is told as they are in English (agent/context.py)."""

    NONE = "", _("as it comes")
    FRIENDLY = "friendly", _("friendly and warm")
    FORMAL = "formal", _("polite and formal")
    SHORT = "short", _("short and to the point")
    PLAYFUL = "playful", _("light, with a little humour")


class Tenant(models.Model):
    """One shop: everything else in the database belongs to one of these."""

    slug = models.SlugField(_("short name"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=120)
    business_type = models.CharField(_("kind of business"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    agent_name = models.CharField(_("agent's name"), max_length=60, blank=True)
    agent_role = models.CharField(_("agent's role"), max_length=200, blank=True)
    agent_tone = models.CharField(_("tone"), max_length=20, choices=Tone.choices, default=Tone.NONE, blank=True)
    instructions = models.TextField(_("instructions for the agent"), blank=True)
    avoided_topics = ArrayField(
        models.CharField(max_length=80), verbose_name=_("topics to avoid"), default=list, blank=True,
        help_text=_("The agent says kindly that it does not speak about these."),
    )  # fmt: skip
    languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list, validators=[validate_languages],
        help_text=_("The first one is used until the customer's own is known."),
    )  # fmt: skip
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_timezone])
    # {"mon": [["08:00", "18:00"]], ...}; a weekday without an entry is closed, an empty dict says nothing.
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    takeover_minutes = models.PositiveSmallIntegerField(
        _("the agent stays silent for"), default=30, validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Minutes after a person of the shop wrote to the customer."),
    )  # fmt: skip
    alarm_minutes = models.PositiveSmallIntegerField(
        _("alarm when nobody answers for"), default=10, validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Minutes after the agent has called a person."),
    )  # fmt: skip
    human_pacing = models.BooleanField(
        _("write like a person"), default=True,
        help_text=_("Long answers go out as several short messages, with pauses for typing."),
    )  # fmt: skip
    # "#047857"; empty is the usual colour. What is drawn is made readable first: tenants/looks/colours.py.
    accent = models.CharField(
        _("accent colour"), max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    # The public id of the Logo row, so that no page has to look for it.
    logo = models.UUIDField(_("logo"), null=True, blank=True, editable=False)
    second_factor_required = models.BooleanField(
        _("everybody needs a second factor"), default=False,
        help_text=_("Whoever signs in without one is led to set it up first."),
    )  # fmt: skip
    # What any of the shop's webhooks wants to hear: kept by tenants/webhooks, so that a message costs no look for them.
    webhook_events = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    # Off: what customers write is kept and seen, and only people answer (agent/selectors.py).
    is_live = models.BooleanField(_("the agent answers customers"), default=True)
    # Whether the owner has put the first steps away.
    steps_hidden = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def look(self) -> str:
        """The colour as it stands in the address of its stylesheet; empty for the usual one."""
        return self.accent.removeprefix("#")

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class SpecialDay(TenantModel):
    """A date on which the usual opening hours do not hold: a holiday, a longer Friday."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.DateField(_("date"))
    name = models.CharField(_("occasion"), max_length=80, blank=True)
    # [["08:00", "13:00"]], as in Tenant.opening_hours; empty is closed all day.
    spans = models.JSONField(_("open"), default=list, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="special_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()


class Membership(TenantModel):
    """A person's place in a shop."""

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class KeyScope(models.TextChoices):
    """What a key opens. Whoever unpacks a browser extension has the key in it: that one only hands in orders."""

    ALL = "all", _("Everything")
    SUBMIT = "orders.submit", _("Only hand in orders of a site")


class ApiKey(TenantModel):
    """A key for programs. Only its hash is stored; the key itself is shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scope = models.CharField(_("opens"), max_length=20, choices=KeyScope.choices, default=KeyScope.ALL, editable=False)
    # Whoever has seen the key: it ends when they leave.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class AuditEvent(TenantModel):
    """Who changed what, when: written by services, never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    actor = models.CharField(_("who"), max_length=150)
    action = models.CharField(_("what"), max_length=60)
    target = models.CharField(_("on"), max_length=150)
    data = models.JSONField(_("details"), default=dict)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="audit_newest"),
            models.Index(fields=["tenant", "actor", "-id"], name="audit_of_person"),
            models.Index(fields=["tenant", "action", "-id"], name="audit_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.target}"


class Alert(TenantModel):
    """Something that a person of the shop has to look at; tenants/alerts/services.py words `kind` and `facts`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    # What it is about: one open alert per kind and subject.
    subject = models.CharField(_("about"), max_length=100)
    facts = models.JSONField(_("facts"), default=dict)
    # Where to look, as a path inside this installation.
    link = models.CharField(_("where"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("over"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "subject"], condition=models.Q(resolved_at=None), name="alert_once_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


class CountedDays(TenantModel):
    """Up to which day the sums of a subject are rows (tenants/analytics/day_sums.py); later days are counted."""

    subject = models.CharField(_("subject"), max_length=20)
    through = models.DateField(_("through"))

    class Meta:
        verbose_name = _("counted days")
        verbose_name_plural = _("counted days")
        constraints = [models.UniqueConstraint(fields=["tenant", "subject"], name="counted_days_once")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.through}"


class StaleDay(TenantModel):
    """A day in the past of which something changed since it was counted. Added by triggers, without waiting."""

    # No foreign key in the database: rows of a shop that is deleted still mark their days while it goes.
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    subject = models.CharField(max_length=20)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "subject", "day"], name="stale_days")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.day}"
