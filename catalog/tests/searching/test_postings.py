from catalog.models import Product
from catalog.searching.postings import CEILING, EVERY, Field, embedded_texts, postings, text_hash


def product(**fields):
    return Product(**{"name": "Bread", "price": 1} | fields)


def test_a_term_knows_every_place_it_stands_in():
    found = postings(product(description="Our bread", brand="Bakers", category="Breads"))
    assert found["bread"][1] == Field.NAME | Field.CATEGORY | Field.DESCRIPTION
    assert found["baker"][1] == Field.BRAND


def test_a_name_says_more_than_a_description_and_a_short_name_more_than_a_long_one():
    def weight(**fields):
        return postings(product(**fields))["bread"][0]

    assert (
        CEILING > weight() > weight(name="Bread with walnuts and honey") > weight(name="Rolls", description="Bread") > 0
    )


def test_a_word_repeated_without_end_never_reaches_the_ceiling():
    assert postings(product(name="bread " * 40, description="bread " * 500))["bread"][0] < CEILING


def test_the_best_language_counts_and_another_one_takes_nothing_away():
    alone = postings(product(name="Pain de mie"))
    among = postings(product(name="לחם", translations={"fr": {"name": "Pain de mie"}, "en": {"name": "Bread"}}))
    assert {term: among[term] for term in ("pain", "mie")} == {term: alone[term] for term in ("pain", "mie")}


def test_identifiers_have_a_name_space_of_their_own():
    found = postings(product(sku="A-1", model="A 1", eans=["0012345678905"]))
    assert found["=a1"] == (0.0, Field.SKU | Field.MODEL)
    assert found["=12345678905"] == (0.0, Field.EAN)
    assert found[EVERY] == (0.0, 0)


def test_a_model_that_is_a_word_identifies_nothing():
    assert "=keyboard" not in postings(product(model="Keyboard"))


def test_a_category_is_a_term_of_its_own_in_every_language():
    found = postings(product(category="Baked Goods", translations={"fr": {"category": "Pâtisserie"}}))
    assert {term for term in found if term.startswith("#")} == {"#baked goods", "#patisserie"}


def test_numbers_without_a_unit_are_no_words():
    found = postings(product(attributes={"weight": 46.0, "wifi": True, "colour": "Dark red", "ports": ["HDMI", 3]}))
    assert {"dark", "red", "hdmi"} <= found.keys()
    assert not {"46", "46.0", "true", "3"} & found.keys()


def test_only_what_is_read_changes_the_hash():
    before = text_hash(product())
    assert text_hash(product(price=9, stock=4, is_available=False, attributes={"weight": 46})) == before
    assert text_hash(product(translations={"fr": {"name": "Pain"}})) != before


def test_a_model_is_shown_each_language_by_itself():
    shown = embedded_texts(product(category="Baked", description="x" * 500, translations={"fr": {"name": "Pain"}}))
    assert shown == {"": "Bread. Baked. " + "x" * 300, "fr": "Pain"}
