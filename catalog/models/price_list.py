"""Price lists that were handed in, and who may send them by mail."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class ImportSource(models.TextChoices):
    UPLOAD = "upload", _("Upload")
    MAIL = "mail", _("E-mail")


class ImportStatus(models.TextChoices):
    """A file that was shown but not agreed to yet, one that was applied, one that changed nothing."""

    SHOWN = "shown", _("waits for a yes")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")


class ProductImport(TenantModel):
    """A file of products that somebody of the shop sent: what it is, and what became of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(_("came by"), max_length=10, choices=ImportSource.choices)
    file_name = models.CharField(_("file"), max_length=200)
    # Emptied once the file has been applied or refused.
    content = models.BinaryField(default=bytes, editable=False)
    hide_missing = models.BooleanField(_("what the file leaves out is not for sale any more"), default=False)
    skip_errors = models.BooleanField(_("go on without the lines that are wrong"), default=False)
    # The fingerprint of the plan that was shown: a yes counts for this one.
    agreed = models.CharField(max_length=64, blank=True, editable=False)
    actor = models.CharField(_("who"), max_length=254)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.SHOWN)
    # What was said about it, in the language of the shop.
    report = models.TextField(_("report"), blank=True)
    # Which attachment of which message, hashed: a mail that is read twice counts once.
    mail_key = models.CharField(max_length=80, blank=True, editable=False)
    reported_at = models.DateTimeField(_("report mailed"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "mail_key"], condition=~models.Q(mail_key=""), name="product_import_mail_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportSender(TenantModel):
    """An e-mail address whose price lists count, when the mail proves to come from there."""

    address = models.EmailField(_("e-mail"))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("sender of price lists")
        verbose_name_plural = _("senders of price lists")
        ordering = ["address"]
        constraints = [models.UniqueConstraint(Lower("address"), "tenant", name="import_sender_once")]

    def __str__(self) -> str:
        return self.address
