"""What is sold: one row for each thing on the shelf, or for each variation of it."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.text import is_readable_in
from tenants.scoping import TenantModel

# So few, or fewer, are almost sold out.
SCARCE = 5


class Unit(models.TextChoices):
    """What one of a product is; the quantity of an order line counts these."""

    PIECE = "piece", _("piece")
    KILOGRAM = "kg", _("kilogram")
    GRAM = "g", _("gram")
    LITRE = "l", _("litre")
    PACK = "pack", _("pack")
    BOX = "box", _("box")
    BOTTLE = "bottle", _("bottle")


class Product(TenantModel):
    """One thing on the shelf. Price and stock here are the only ones that count."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sku = models.CharField(_("article number"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    model = models.CharField(_("model"), max_length=300, blank=True)
    # Barcodes: GTIN-8, UPC, EAN-13 or GTIN-14 as printed.
    eans = ArrayField(
        models.CharField(max_length=14, validators=[RegexValidator(r"^\d{8,14}$", _("A barcode has 8 to 14 digits."))]),
        verbose_name=_("barcodes"), default=list, blank=True,
    )  # fmt: skip
    unit = models.CharField(_("sold by"), max_length=10, choices=Unit.choices, default=Unit.PIECE)
    step = models.DecimalField(
        _("in steps of"),
        max_digits=8,
        decimal_places=3,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    # In units of `unit`; empty means that nobody counts.
    stock = models.DecimalField(_("stock"), max_digits=12, decimal_places=3, null=True, blank=True)
    is_available = models.BooleanField(_("for sale"), default=True)
    # Public: the networks fetch it themselves.
    image_url = models.URLField(_("photo"), max_length=500, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    # {"he": {"name": ..., "description": ..., "category": ...}}: the same product in other languages.
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    # Everything a customer might call it, folded; written by catalog.services.
    search_text = models.TextField(editable=False, default="", blank=True)
    # Of a product that is only known because an order from outside has it: who calls it what, hashed. It is never for
    # sale and found by nobody but the next order that has it (docs/decisions/orders-from-outside.md).
    outside_key = models.CharField(editable=False, default="", blank=True, max_length=64)
    # Which text the index of words holds; written by catalog.searching.indexing.
    indexed_hash = models.CharField(editable=False, default="", blank=True, max_length=32)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["category", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sku"], condition=~models.Q(sku=""), name="product_sku_once"),
            models.UniqueConstraint(
                fields=["tenant", "outside_key"], condition=~models.Q(outside_key=""), name="product_outside_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outside_key="") | models.Q(is_available=False), name="product_outside_not_for_sale"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=models.Q(step__gt=0), name="product_step_positive"),
            models.CheckConstraint(
                condition=models.Q(stock__isnull=True) | models.Q(stock__gte=0),
                name="product_stock_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "is_available", "category", "name"], name="product_shelf"),
            # A search leaves these out, and reading the short list is quicker than looking at every hit.
            models.Index(fields=["tenant", "id"], condition=models.Q(is_available=False), name="product_hidden"),
            models.Index(fields=["tenant", "id"], condition=models.Q(stock__lte=SCARCE), name="product_scarce"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        """Whether it is no product of the shop's, but only what an order from outside is about."""
        return bool(self.outside_key)

    def text(self, field: str, language: str, *, written: str | None = None) -> str:
        """`name`, `description` or `category` in the language, else as the shop wrote it, or as it was `written` once.

        Words in other letters than the reader's give way to English, where there is any.
        """
        own = getattr(self, field) if written is None else written
        translated = self.translations.get(language, {}).get(field)
        if not translated and not is_readable_in(own, language):
            translated = self.translations.get("en", {}).get(field)
        return str(translated or own)
        return str(self.translations.get("en", {}).get(field) or written)
