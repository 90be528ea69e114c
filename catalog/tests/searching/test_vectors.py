from decimal import Decimal

import pytest
from django.core.management import call_command

from catalog.embeddings.hashing import HashingEmbedder
from catalog.models import Product, ProductVector
from catalog.searching import vectors
from catalog.searching.search import search
from catalog.services import save_product
from catalog.tasks import embed_products_of_all
from catalog.tests.factories import ProductFactory
from lib.errors import ProviderError
from tenants.scoping import tenant_scope


class CountingEmbedder(HashingEmbedder):
    """Counts what it is asked for; `name` and `batch_size` can be chosen."""

    def __init__(self, name="counting", batch_size=500):
        self.name, self.batch_size, self.batches = name, batch_size, []

    def embed(self, texts):
        self.batches.append(list(texts))
        return super().embed(texts)


@pytest.fixture
def model(monkeypatch):
    made = CountingEmbedder()
    monkeypatch.setattr(vectors, "embedder", lambda: made)
    monkeypatch.setattr("catalog.searching.search.embedder", lambda: made)
    return made


def test_only_changed_text_is_embedded(shop, model):
    with tenant_scope(shop):
        bread = ProductFactory(tenant=shop, name="Bread", category="Baked", description="Fresh")
        ProductFactory(tenant=shop, name="Cake")
        assert vectors.embed_pending() == 2
        save_product(shop, product=bread, price=Decimal(7), stock=Decimal(2))
        assert vectors.embed_pending() == 0
        save_product(shop, product=bread, name="Brown bread")
        assert vectors.embed_pending() == 1
    assert model.batches == [["Bread. Baked. Fresh", "Cake"], ["Brown bread. Baked. Fresh"]]


def test_every_language_has_its_own_vector_and_loses_it_with_its_text(shop, model):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="לחם", translations={"en": {"name": "Bread"}})
        vectors.embed_pending()
        assert set(ProductVector.objects.values_list("language", flat=True)) == {"", "en"}
        save_product(shop, product=product, translations={})
        vectors.embed_pending()
        assert set(ProductVector.objects.values_list("language", flat=True)) == {""}


def test_batches_are_what_the_model_takes_and_progress_is_told_after_each(shop, model):
    model.batch_size = 2
    heard = []
    with tenant_scope(shop):
        for _ in range(5):
            ProductFactory(tenant=shop)
        vectors.embed_pending(on_progress=heard.append)
    assert ([len(batch) for batch in model.batches], heard) == ([2, 2, 1], [2, 4, 5])


def test_what_was_embedded_before_an_outage_stays(shop, model, monkeypatch):
    model.batch_size = 1
    with tenant_scope(shop):
        for _ in range(3):
            ProductFactory(tenant=shop)
        embed = model.embed
        monkeypatch.setattr(model, "embed", lambda texts: embed(texts) if len(model.batches) < 2 else away())
        with pytest.raises(ProviderError):
            vectors.embed_pending()
        monkeypatch.undo()
        assert ProductVector.objects.count() == 2


def away(*_args):
    raise ProviderError("away", permanent=False)


def test_another_model_re_embeds_and_search_goes_on_meanwhile(shop, model):
    with tenant_scope(shop):
        bread, cake = ProductFactory(tenant=shop, name="Bread"), ProductFactory(tenant=shop, name="Bread cake")
        vectors.embed_pending()
        model.name = "other"
        assert {hit.product for hit in search("bread")} == {bread, cake}
        assert vectors.embed_pending() == 2
        assert set(ProductVector.objects.values_list("product_id", "model")) == {
            (product.pk, name) for product in (bread, cake) for name in ("counting", "other")
        }
        assert {hit.product for hit in search("bread")} == {bread, cake}
        assert vectors.forget_other_models() == 2


def test_vectors_of_another_size_live_beside_these(shop, model, settings):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Croissant")
        vectors.embed_pending()
        model.name, model.dimensions = "small", 100  # a size without an index
        vectors.embed_pending()
        assert sorted(ProductVector.objects.values_list("dimensions", flat=True)) == [100, 256]
        assert [hit.codes for hit in search("xcroissantx")] in ([["meaning"]], [["similar_name"]])


def test_a_model_that_is_away_leaves_the_words(shop, model, monkeypatch):
    with tenant_scope(shop):
        bread = ProductFactory(tenant=shop, name="Bread")
        monkeypatch.setattr(model, "embed", away)
        assert [hit.product for hit in search("bread")] == [bread]


def test_a_product_without_a_vector_is_not_punished_for_it(shop, model):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Fresh bread")
        vectors.embed_pending()
        ProductFactory(tenant=shop, name="Fresh bread")
        first, second = search("fresh bread")
    assert first.score == second.score


def test_shops_that_wait_are_found_by_the_sweep(shop, other_shop, model, django_capture_on_commit_callbacks):
    with tenant_scope(shop):
        ProductFactory(tenant=shop)
        vectors.embed_pending()
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop)
    assert vectors.tenants_pending() == [other_shop.pk]
    with django_capture_on_commit_callbacks() as callbacks:
        assert embed_products_of_all() == 1
    assert len(callbacks) == 1


def test_embedding_stays_in_the_shop(shop, other_shop, model):
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop)
    with tenant_scope(shop):
        assert vectors.embed_pending() == 0
        assert Product.objects.count() == 0
    with tenant_scope(other_shop):
        assert not ProductVector.objects.exists()


def test_the_command_shows_progress_and_can_forget_the_old_model(shop, capsys, settings):
    settings.EMBEDDING_PROVIDER = "hashing"
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="Bread")
        ProductVector.objects.create(
            tenant=shop, product=product, model="old", dimensions=3, text_hash="x", embedding=[1, 0, 0]
        )
    call_command("products_embed", "valdman", "--forget")
    assert capsys.readouterr().out.splitlines() == [
        "Model: hashing/words/256", "valdman: 1/1", "valdman: 1 embedded, 0 were up to date",
        "valdman: 1 old vectors deleted",
    ]  # fmt: skip


def test_many_products_of_one_change_wake_the_embedding_once(shop, django_capture_on_commit_callbacks):
    with tenant_scope(shop), django_capture_on_commit_callbacks() as callbacks:
        for number in range(3):
            ProductFactory(tenant=shop, name=f"Sausage {number}")
    assert [str(call.task.name) for call in callbacks] == ["catalog.tasks.embed_products"]
