"""The words and vectors that products are found by."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Cast
from pgvector.django import HnswIndex, VectorField

from catalog.models.product import Product
from tenants.scoping import TenantModel

# Sizes of vectors that have an index; others are compared one by one: right, but slower in a large shop.
INDEXED_DIMENSIONS = (256, 384, 512, 768, 1024, 1536)
LONGEST_TERM = 64
# What no word of a text holds: a search for mistyped words leaves such terms out.
NO_WORD = "[0-9=#]"


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
    # The saturated BM25F weight, 0 to the CEILING of catalog.searching.postings: without IDF, which belongs to the
    # shop's Term.
    impact = models.FloatField()
    # catalog.searching.postings.Field: where it stands.
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
