"""What a shop sells, the words and vectors it is found by, its stores and price lists, and what it lacked."""

import secrets
import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel

# Sizes of vectors that have an index; others are compared one by one: right, but slower in a large shop.
INDEXED_DIMENSIONS = (256, 384, 512, 768, 1024, 1536)
LONGEST_TERM = 64
# What no word of a text holds: a search for mistyped words leaves such terms out.
NO_WORD = "[0-9=#]"
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
    # Which text the index of words holds; written by catalog.indexing.
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

    def text(self, field: str, language: str) -> str:
        """`name`, `description` or `category` in the language, else as the shop wrote it."""
        return str(self.translations.get(language, {}).get(field) or getattr(self, field))


class Posting(TenantModel):
    """That a product holds a term, and how much it is about it. Derived: `manage.py products_reindex` makes it anew.

    Every product also has the empty term, so that the number of products is a term's count like any other.
    No foreign keys in the database: a row is small and there are thirty per product, and checking two keys for each
    would be most of an import. Deleting a product or a shop still deletes its postings.
    """

    pk = models.CompositePrimaryKey("product_id", "term")
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="postings", db_index=False, db_constraint=False
    )
    term = models.CharField(max_length=LONGEST_TERM, db_collation="C")
    # The saturated BM25F weight, 0 to catalog.postings.CEILING: without IDF, which belongs to the shop's Term.
    impact = models.FloatField()
    # catalog.postings.Field: where it stands.
    fields = models.SmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "term"], include=["product", "impact", "fields"], name="posting_list")
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.impact:.2f}"


class Term(TenantModel):
    """A term of a shop's products and in how many of them it stands. Counted by a trigger on Posting, never by hand."""

    pk = models.CompositePrimaryKey("tenant_id", "term")
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    term = models.CharField(max_length=LONGEST_TERM, db_collation="C")
    products = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # One term of fourteen is a word; the others are article numbers, sizes and sections, which nobody mistypes.
            # The count is not in it, so that counting touches no index.
            models.Index(fields=["tenant", "term"], condition=~models.Q(term__regex=NO_WORD), name="term_word")
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.products})"


class ProductVector(TenantModel):
    """What a product is about, as one model sees it. Vectors of several models live side by side during a change.

    Every language has a vector of its own: in a mixture of two neither would be recognised.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="vectors")
    # catalog.embeddings.base.Embedder.name: provider, model and dimensions.
    model = models.CharField(max_length=120)
    # Empty for the shop's own words, else a key of Product.translations.
    language = models.CharField(max_length=12, blank=True)
    dimensions = models.PositiveSmallIntegerField()
    # Product.indexed_hash of the text that was embedded.
    text_hash = models.CharField(max_length=32)
    embedding = VectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "model", "language"], name="product_vector_once")]
        indexes = [
            HnswIndex(
                OpClass(Cast("embedding", VectorField(dimensions=size)), name="vector_cosine_ops"),
                name=f"product_vector_{size}", condition=models.Q(dimensions=size), m=12, ef_construction=40,
            )
            for size in INDEXED_DIMENSIONS
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.product_id}: {self.model}"


def new_webhook_secret() -> str:
    """Letters and digits only: WooCommerce decodes HTML entities in a secret before it signs with it."""
    return secrets.token_hex(32)


class Store(TenantModel):
    """A WooCommerce shop whose products are ours, too. `public_id` is in its webhooks' address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=300)
    consumer_key = EncryptedTextField(editable=False)
    consumer_secret = EncryptedTextField(editable=False)
    # Its host strips the header in which keys usually are.
    keys_in_query = models.BooleanField(default=False, editable=False)
    webhook_secret = EncryptedTextField(default=new_webhook_secret, editable=False)
    # Our public address as the shop was told; empty while it tells us nothing and we only ask.
    base_url = models.CharField(max_length=200, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    # Everything that changed over there before this moment, by the shop's own clock, is known here.
    read_until = models.DateTimeField(_("read until"), null=True, blank=True, editable=False)
    synced_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    compared_at = models.DateTimeField(_("last compared"), null=True, blank=True, editable=False)
    # A code of catalog/woocommerce/problems.py and the shop's own words.
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "url"], name="store_once")]

    def __str__(self) -> str:
        return self.name


class StoreItem(TenantModel):
    """A product or a variation of a store, and the product that it is here. The parent of variations has no product."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="items")
    product = models.OneToOneField(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="store_item", verbose_name=_("product")
    )
    # WordPress numbers products and variations together.
    external_id = models.BigIntegerField(_("number there"))
    # Of a variation: the number of its product; else 0.
    parent_id = models.BigIntegerField(_("variation of"), default=0)
    # Of everything that is written to the product: the same content is never written twice.
    digest = models.CharField(max_length=64, editable=False, blank=True)
    # How many the shop itself says there are; the product's own stock is less by what open orders hold.
    stock = models.DecimalField(_("stock there"), max_digits=12, decimal_places=3, null=True, blank=True)
    modified_at = models.DateTimeField(_("changed there"), null=True, blank=True)
    # When its content was last different, or was asked for by itself.
    read_at = models.DateTimeField(_("read"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    class Meta:
        verbose_name = _("product of a store")
        verbose_name_plural = _("products of stores")
        ordering = ["store", "external_id"]
        constraints = [models.UniqueConstraint(fields=["store", "external_id"], name="store_item_once")]
        indexes = [models.Index(fields=["store", "parent_id"], name="store_item_family")]

    def __str__(self) -> str:
        return f"{self.store_id}:{self.external_id}"


class SyncKind(models.TextChoices):
    FULL = "full", _("Everything")
    DELTA = "delta", _("What changed")
    NIGHTLY = "nightly", _("What changed, and what is gone")


class SyncState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class StoreSync(TenantModel):
    """One reading of a store: how far it is, so that it goes on after a kill, and afterwards what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="syncs")
    kind = models.CharField(_("kind"), max_length=10, choices=SyncKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=SyncState.choices, default=SyncState.RUNNING)
    may_remove_many = models.BooleanField(_("many may be gone"), default=False)
    # Where it is: {"phase": "products", "page": 3}; what each phase keeps is catalog/woocommerce/phases.py's.
    cursor = models.JSONField(default=dict, editable=False)
    # The shop's clock when it began: what the store's `read_until` will be.
    until = models.DateTimeField(null=True, editable=False)
    total = models.PositiveIntegerField(_("products"), default=0)
    done = models.PositiveIntegerField(_("read"), default=0)
    # {"new": 3, "price": 2, ...}, and the first of these with names: what the shop's owner reads.
    counts = models.JSONField(_("counts"), default=dict)
    notes = models.JSONField(_("notes"), default=list)
    # Whose it is at the moment; nobody's when the lease has run out.
    holder = models.CharField(max_length=40, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The shop asked for a pause.
    due_at = models.DateTimeField(_("goes on"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("sync of a store")
        verbose_name_plural = _("syncs of stores")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=models.Q(state="running"), name="store_sync_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"


class StoreEventState(models.TextChoices):
    RECEIVED = "received", _("Received")
    PROCESSED = "processed", _("Processed")
    IGNORED = "ignored", _("Ignored")
    FAILED = "failed", _("Failed")


class StoreEvent(TenantModel):
    """One delivery of a store's webhook, stored before it is understood."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="events")
    topic = models.CharField(_("topic"), max_length=100)
    # sha256 of topic and body: the shop's own delivery ids are not unique.
    external_id = models.CharField(_("fingerprint"), max_length=64)
    body = models.BinaryField(_("body"))
    state = models.CharField(
        _("state"), max_length=10, choices=StoreEventState.choices, default=StoreEventState.RECEIVED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("again at"), null=True, blank=True)
    error = models.CharField(_("problem"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of a store")
        verbose_name_plural = _("messages of stores")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["store", "external_id"], name="store_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(state="received"), name="store_event_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.store_id}:{self.topic}"


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


class Lack(models.TextChoices):
    NOTHING_FOUND = "nothing_found", _("not sold here")
    OUT_OF_STOCK = "out_of_stock", _("sold out")
    NOT_DELIVERED = "not_delivered", _("not delivered there")


class Settled(models.TextChoices):
    """How a demand ended: the customer was told that it is back, opted out meanwhile, or staff set it aside."""

    TOLD = "told", _("told")
    OPTED_OUT = "opted_out", _("wants no messages")
    DISMISSED = "dismissed", _("dismissed")


class LostDemand(TenantModel):
    """What one customer asked for and did not get; one open row for each thing they want.

    `customer_id` and `conversation_id` are public ids: conversations are a neighbour of this app.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer_id = models.UUIDField(_("customer"))
    conversation_id = models.UUIDField(_("conversation"))
    reason = models.CharField(_("reason"), max_length=20, choices=Lack.choices)
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    words = models.CharField(_("asked for"), max_length=200)
    # What makes two wishes the same one; see catalog/demand.py.
    key = models.CharField(max_length=200, editable=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    times = models.PositiveIntegerField(_("asked"), default=1)
    # The customer's message that was counted last: a model may search three times for one question.
    seq = models.PositiveIntegerField(default=0, editable=False)
    # They asked to be told when it is there.
    waiting = models.BooleanField(_("waits for a message"), default=False)
    created_at = models.DateTimeField(_("first asked"), auto_now_add=True)
    asked_at = models.DateTimeField(_("last asked"))
    settled = models.CharField(_("ended"), max_length=10, choices=Settled.choices, blank=True)
    settled_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("lost demand")
        verbose_name_plural = _("lost demand")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer_id", "key"], condition=models.Q(settled=""), name="lost_demand_once_open"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "key"], condition=models.Q(settled=""), name="lost_demand_open"),
            models.Index(fields=["tenant", "-asked_at", "-id"], name="lost_demand_by_time"),
            models.Index(fields=["tenant"], condition=models.Q(settled="", waiting=True), name="lost_demand_waiting"),
        ]

    def __str__(self) -> str:
        return self.words
