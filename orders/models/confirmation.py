"""Asking the customer whether an order from outside is right, and what a shop wants of it."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message
from orders.models.order import Order, Source
from tenants.scoping import TenantModel

HOURS_OF_A_MONTH = 24 * 30
MOST_REMINDERS = 4


class ConfirmationState(models.TextChoices):
    WAITING = "waiting", _("About to be asked")
    ASKED = "asked", _("Asked")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    SILENT = "silent", _("No answer")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    HANDED_OVER = "handed_over", _("Waits for you")
    STOPPED = "stopped", _("Not asked")


class Step(models.TextChoices):
    """What comes next, at `due_at`."""

    ASK = "ask", _("Ask")
    CHECK = "check", _("See whether it went out")
    MAIL = "mail", _("Write an e-mail")
    REMIND = "remind", _("Remind")
    GIVE_UP = "give_up", _("Give up")


class Confirmation(TenantModel):
    """How far the asking about one order is. Each step is taken by whoever finds the row due and can lock it."""

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, related_name="confirmation", verbose_name=_("order")
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=12, choices=ConfirmationState.choices, default=ConfirmationState.WAITING
    )
    step = models.CharField(_("next"), max_length=10, choices=Step.choices, blank=True)
    # Nothing comes any more while it is empty.
    due_at = models.DateTimeField(_("when"), null=True, blank=True)
    asked_version = models.PositiveIntegerField(_("version"), default=0)
    # Reminders and the end are counted from here.
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    # What asked last: a message whose failure is a reason to try another way, or an address.
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("conversation")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # The ways that were used in this round, in order (orders/customers/ways.py).
    ways = ArrayField(models.CharField(max_length=260), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="confirmation_due"),
            models.Index(fields=["tenant", "-created_at", "-id"], include=["state"], name="confirmation_by_time"),
            models.Index(fields=["tenant", "state", "order"], name="confirmation_by_state"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order}: {self.state}"


class OnSilence(models.TextChoices):
    STAFF = "staff", _("Leave it to us: an alert tells about it")
    CANCEL = "cancel", _("Cancel the order; a late yes brings it back")


OUTSIDE = (Source.API, Source.STORE, Source.EXTENSION)


def usual_sources() -> list[str]:
    return [source.value for source in OUTSIDE]


def usual_reminders() -> list[int]:
    return [3, 20]


class ConfirmationRules(TenantModel):
    """How a shop wants orders from outside to be confirmed; a shop without a row has the defaults."""

    sources = ArrayField(
        models.CharField(max_length=20, choices=[(source.value, source.label) for source in OUTSIDE]),
        default=usual_sources, blank=True, verbose_name=_("ask the customer about orders from"),
    )  # fmt: skip
    delay_minutes = models.PositiveSmallIntegerField(
        _("minutes before the question"), default=3, validators=[MaxValueValidator(60 * 24)],
        help_text=_("So that a correction made right after the order does not need a second question."),
    )  # fmt: skip
    reminder_hours = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(HOURS_OF_A_MONTH)]),
        default=usual_reminders, blank=True, verbose_name=_("hours after which to remind"), size=MOST_REMINDERS,
        help_text=_("For example 3, 20. The second reminder goes out another way if there is one."),
    )  # fmt: skip
    silence_hours = models.PositiveSmallIntegerField(
        _("hours after which nobody will answer"), default=48,
        validators=[MinValueValidator(1), MaxValueValidator(HOURS_OF_A_MONTH)],
    )  # fmt: skip
    on_silence = models.CharField(_("then"), max_length=10, choices=OnSilence.choices, default=OnSilence.STAFF)
    quiet_from = models.TimeField(_("no messages from"), default=time(21), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), default=time(8), null=True, blank=True)
    # Kinds of channels in the order in which to try them; those that are missing come after.
    channels = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("try in this order"),
        help_text=_("Otherwise: where the customer wrote last."),
    )  # fmt: skip
    by_mail = models.BooleanField(
        _("write an e-mail with a link when no chat reaches the customer"), default=True
    )  # fmt: skip

    class Meta:
        verbose_name = _("rules for confirmations")
        verbose_name_plural = _("rules for confirmations")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="confirmation_rules_once")]

    def __str__(self) -> str:
        return str(_("rules for confirmations"))

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": _("Give both times, or none.")})
        if self.reminder_hours and max(self.reminder_hours) >= self.silence_hours:
            raise ValidationError({"silence_hours": _("The end comes after the last reminder.")})
