"""For how long a shop keeps what: its own choice for a kind of rows."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel

MOST_DAYS = 3650


class RetentionRule(TenantModel):
    """`kind` is one of tenants/retention/kinds.py. A kind without a row has what is usual for it."""

    kind = models.CharField(_("what"), max_length=30)
    days = models.PositiveIntegerField(
        _("days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: kept without an end."),
    )  # fmt: skip
    # Of kinds whose rows stay without their words: everything older was done, so that no run reads it again.
    done_until = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="retention_rule_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days or '∞'}"
