import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.embeddings.wordllama import is_installed
from catalog.searching.search import search
from catalog.searching.vectors import embed_pending
from catalog.tests.factories import ProductFactory
from tenants.scoping import tenant_scope
from tenants.testing import demo_shop

# What customers write, and the article number of the product they mean.
QUERIES = {
    "valdman": {
        "beef sausages": "SAU-BEEF", "beef sausage": "SAU-BEEF", "Sausages, beef": "SAU-BEEF",
        "נקניק בקר": "SAU-BEEF", "נקניקי בקר": "SAU-BEEF", "beef sausagess": "SAU-BEEF",
        "פסטרמה": "DELI-PASTRAMI", "הפסטרמה": "DELI-PASTRAMI", "הפסטרמה שלכם": "DELI-PASTRAMI",
        "pastrami": "DELI-PASTRAMI", "pastrma": "DELI-PASTRAMI", "פסטרמא": "DELI-PASTRAMI",
        "chorizo": "SAU-CHORIZO", "chorizzo": "SAU-CHORIZO", "spicy chorizo": "SAU-CHORIZO",
        "צ'וריזו": "SAU-CHORIZO", "צוריזו חריף": "SAU-CHORIZO", "מרגז חריף": "SAU-MERGUEZ",
        "ground beef": "BEEF-GROUND", "minced meat": "BEEF-GROUND", "בשר טחון": "BEEF-GROUND",
        "הבשר הטחון": "BEEF-GROUND", "2 kilos of ground beef please": "BEEF-GROUND",
        "kids sausages": "SAU-KIDS", "נקניקיות לילדים": "SAU-KIDS", "something mild for the kids": "SAU-KIDS",
        "entrecote": "BEEF-ENTRECOTE", "entrecôte": "BEEF-ENTRECOTE", "rib eye": "BEEF-ENTRECOTE",
        "אנטריקוט": "BEEF-ENTRECOTE", "אנטרקוט": "BEEF-ENTRECOTE",
        "chicken breast": "CHICK-BREAST", "chicken breasts": "CHICK-BREAST", "חזה עוף": "CHICK-BREAST",
        "lamb chop": "LAMB-CHOPS", "צלעות טלה": "LAMB-CHOPS", "צלע טלה": "LAMB-CHOPS",
        "כנפיים": "CHICK-WINGS", "wings": "CHICK-WINGS", "hamburger": "GRILL-BURGER",
        "המבורגרים": "GRILL-BURGER",
        "פרגית": "CHICK-THIGHS", "turkey": "TURKEY-BREAST", "do you have brisket?": "BEEF-BRISKET",
        "קבבים": "GRILL-KEBAB", "schnitzel": "CHICK-BREAST", "SAU-KIDS": "SAU-KIDS", "sau-kids": "SAU-KIDS",
    },
    "joannas-bakery": {
        "croissant": "VIE-CROISSANT", "croissants": "VIE-CROISSANT", "crossiants": "VIE-CROISSANT",
        "pain au chocolat": "VIE-CHOCOLAT", "pains au chocolat": "VIE-CHOCOLAT",
        "chocolate croissants": "VIE-CHOCOLAT",
        "croissants aux amandes": "VIE-AMANDES", "almond croissant": "VIE-AMANDES",
        "une baguette": "BRD-BAGUETTE", "baguettes": "BRD-BAGUETTE", "bagette": "BRD-BAGUETTE",
        "je voudrais deux éclairs au café": "CAK-ECLAIR-COFFEE", "eclair au chocolat": "CAK-ECLAIR-CHOC",
        "gateau d'anniversaire": "CAK-BIRTHDAY", "birthday cake": "CAK-BIRTHDAY", "gâteaux": "CAK-BIRTHDAY",
        "tarte aux fraises": "CAK-FRAISES", "tartes au citron": "CAK-CITRON", "lemon tart": "CAK-CITRON",
        "gluten free bread": "BRD-GLUTENFREE", "pain sans gluten": "BRD-GLUTENFREE", "walnut": "BRD-NOIX",
        "apple turnovers": "VIE-POMMES", "chaussons aux pommes": "VIE-POMMES", "macarons": "CAK-MACARONS",
        "orange juice": "PAN-JUICE", "confiture": "PAN-JAM", "quiches": "SAV-QUICHE",
        "brioches": "VIE-BRIOCHE",
    },
    "glow-skincare": {
        "sunscreen": "SUN-SPF50", "sun screen": "SUN-SPF50", "tabir surya": "SUN-SPF50",
        "tabir suria": "SUN-SPF50",
        "tabir suryanya": "SUN-SPF50", "tinted sunscreen": "SUN-TINTED", "spf 45": "SUN-TINTED",
        "vitamin c": "SER-VITC", "serum vitamin c": "SER-VITC", "niacinamid": "SER-NIACINAMIDE",
        "lip balm": "MOI-LIP", "pelembap bibir": "MOI-LIP", "sabun muka": "CLN-GENTLE",
        "face wash": "CLN-GENTLE",
        "masker wajah tanah liat": "MSK-CLAY", "clay masks": "MSK-CLAY", "krim mata": "MOI-EYE",
        "ada lulur kopi kak?": "BOD-SCRUB", "micellar": "CLN-MICELLAR", "dark circles": "MOI-EYE",
        "stiker jerawat": "MSK-PATCH", "retinol": "SER-RETINOL", "fine lines": "SER-RETINOL",
    },
}  # fmt: skip
# What a shop does not sell, and what says nothing.
NOTHING = {
    "valdman": ["pizza", "iphone 15", "תפוחים", "", "?!", "do you have", "sunscreen"],
    "joannas-bakery": ["sausages", "avez-vous des"],
    "glow-skincare": ["croissant", "ada apa"],
}


def first(query, **options):
    return next((hit.product.sku for hit in search(query, **options)), None)


@pytest.mark.parametrize("slug", QUERIES)
def test_the_first_hit_is_what_the_customer_means(db, slug):
    with demo_shop(slug):
        found = {query: first(query) for query in QUERIES[slug]}
    assert found == QUERIES[slug]


@pytest.mark.parametrize("slug", NOTHING)
def test_what_the_shop_does_not_sell_is_not_found(db, slug):
    with demo_shop(slug):
        assert {query: first(query) for query in NOTHING[slug]} == dict.fromkeys(NOTHING[slug])


def test_a_category_word_finds_all_of_the_category(db):
    with demo_shop("valdman"):
        skus = {hit.product.sku for hit in search("sausages", limit=10)}
    assert {"SAU-BEEF", "SAU-CHORIZO", "SAU-MERGUEZ", "SAU-KIDS"} <= skus


@pytest.mark.parametrize("category", ["Sausages", "sausages", "נקניקיות"])
def test_a_category_limits_the_search_in_any_of_the_shops_languages(db, category):
    with demo_shop("valdman"):
        assert first("beef", category=category) == "SAU-BEEF"
        assert "BEEF-GROUND" not in [hit.product.sku for hit in search("beef", category=category, limit=20)]


def test_what_is_not_for_sale_is_found_only_when_asked_for(shop):
    with tenant_scope(shop):
        bench = ProductFactory(tenant=shop, name="Bench", is_available=False)
        assert search("bench") == []
        assert [hit.product for hit in search("bench", only_available=False)] == [bench]


def test_a_search_stays_in_the_tenant(shop, other_shop):
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop, name="Pastrami", sku="P-1")
    with tenant_scope(shop):
        assert search("pastrami") == []
        assert search("P-1") == []


@pytest.mark.parametrize("slug", QUERIES)
def test_vectors_do_not_hurt_where_words_match(db, slug):
    with demo_shop(slug):
        embed_pending()
        found = {query: first(query) for query in QUERIES[slug]}
        assert {query: first(query) for query in NOTHING[slug]} == dict.fromkeys(NOTHING[slug])
    assert found == QUERIES[slug]


@pytest.mark.skipif(not is_installed(), reason="wordllama has no wheel for this machine")
@pytest.mark.parametrize(("query", "name"), [("chromebook", "Notebook"), ("telephone", "Mobile phone")])
def test_meaning_finds_what_no_word_names(shop, query, name):
    with tenant_scope(shop):
        for each in ("Notebook", "Mobile phone", "Garden hose", "Leather bag"):
            ProductFactory(tenant=shop, name=each)
        assert search(query) == []
        embed_pending()
        hits = search(query)
        assert ([hit.product.name for hit in hits], hits[0].codes) == ([name], ["meaning"])


def test_a_search_takes_three_statements_however_large_the_shop(db, django_assert_num_queries):
    with demo_shop("valdman"):
        embed_pending()
        with django_assert_num_queries(3):
            assert search("beef sausages", limit=2)[0].product.sku == "SAU-BEEF"
        with django_assert_num_queries(4):  # the terms that a mistyped word may stand for
            assert search("beef saussage", limit=2)[0].product.sku == "SAU-BEEF"


def test_a_query_that_says_nothing_asks_nobody(shop, django_assert_num_queries):
    with tenant_scope(shop), django_assert_num_queries(0):
        assert search("?!") == []


@pytest.fixture
def cables(shop):
    """A cable with every kind of identifier, and another one that mentions its model."""
    with tenant_scope(shop):
        cable = ProductFactory(
            tenant=shop, name="Cable 2 m", sku="CB-77/2", model="TN-2110", brand="Brother", eans=["0012345678905"]
        )
        other = ProductFactory(tenant=shop, name="Toner", description="Instead of TN-2110", sku="OTHER")
        yield cable, other


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("CB-77/2", "sku"), ("cb77 2", "sku"), ("0012345678905", "ean"), ("12345678905", "ean"),
        ("TN-2110", "model"), ("tn2110", "model"), ("TN 2110", "model"),
    ],
)  # fmt: skip
def test_an_identifier_in_any_spelling_finds_its_product_first(cables, query, code):
    hit = search(query)[0]
    assert (hit.product, hit.score, hit.codes) == (cables[0], 1.0, [code])


def test_an_article_number_finds_one_product_and_a_model_number_also_what_goes_with_it(cables):
    assert [hit.product for hit in search("CB-77/2")] == [cables[0]]
    assert [hit.product for hit in search("TN-2110")] == list(cables)


@pytest.mark.parametrize("query", ["brother tn2110", "brother TN 2110", "Brother TN-2110 toner"])
def test_a_model_number_counts_in_any_spelling_inside_a_query(cables, query):
    assert cables[0] in [hit.product for hit in search(query)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("SSD 500 GB", "500gb ssd"),
        ("SSD 500GB", "ssd 500 gb"),
        ("Cable 1.5 m", "cable 1.5m"),
        ("Batterie D", "batterie d"),
    ],
)
def test_a_measure_is_the_same_with_and_without_a_space(shop, written, asked):
    with tenant_scope(shop):
        wanted = ProductFactory(tenant=shop, name=written)
        for size in ("250", "120"):
            ProductFactory(tenant=shop, name=f"{written.split()[0]} {size}")
        assert search(asked)[0].product == wanted


@pytest.mark.parametrize("typo", ["keybord", "keyborad", "ekyboard", "jeyboard", "keyboarrd", "keybaord"])
def test_a_mistake_anywhere_in_a_word_is_forgiven(shop, typo):
    with tenant_scope(shop):
        wanted = ProductFactory(tenant=shop, name="Keyboard")
        for name in ("Key ring", "Jewel box", "Elegant chair"):
            ProductFactory(tenant=shop, name=name)
        assert [(hit.product, hit.codes) for hit in search(typo)] == [(wanted, ["similar_name"])]


def test_trigrams_are_used_where_postgres_has_them(shop, monkeypatch):
    monkeypatch.setattr("catalog.searching.vocabulary.has_trigrams", lambda: True)
    with tenant_scope(shop):
        wanted = ProductFactory(tenant=shop, name="Keyboard")
        with connection.cursor() as cursor:
            # What pg_trgm brings, in small: the embedded Postgres has no extensions.
            cursor.execute("CREATE FUNCTION alike(text, text) RETURNS bool IMMUTABLE LANGUAGE sql "
                           "AS 'SELECT right($1, 3) = right($2, 3)'")  # fmt: skip
            cursor.execute("CREATE OPERATOR % (LEFTARG = text, RIGHTARG = text, FUNCTION = alike)")
        assert [hit.product for hit in search("jeyboard")] == [wanted]
        assert search("jeybaodr") == []


def test_a_rare_word_counts_more_than_a_common_one(shop):
    with tenant_scope(shop):
        for number in range(10):
            ProductFactory(tenant=shop, name=f"Leather bag {number}")
        rare = ProductFactory(tenant=shop, name="Crocodile bag")
        assert search("leather crocodile")[0].product == rare


def test_every_hit_says_why_for_machines_and_for_people(shop):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Trail shoe", brand="Salomon", description="Waterproof", category="Shoes")
        hit = search("salomon waterproof trial shoes")[0]
    assert hit.codes == ["name", "similar_name", "brand", "description"]
    assert hit.why == "name: shoes; similar name: trial; brand: salomon; description: waterproof"
    assert 0 < hit.score < 1


def test_a_translation_is_found_by_its_own_words_and_is_not_watered_down_by_the_others(shop):
    with tenant_scope(shop):
        both = ProductFactory(tenant=shop, name="לחם", translations={"fr": {"name": "Pain de mie"}})
        ProductFactory(tenant=shop, name="Pain de mie complet aux graines")
        assert search("pain de mie")[0].product == both
        assert search("לחם")[0].product == both


def test_another_tenants_words_change_nothing_here(shop, other_shop):
    with tenant_scope(shop):
        for name in ("Leather bag", "Leather belt", "Canvas bag"):
            ProductFactory(tenant=shop, name=name)
        before = [(hit.product.name, hit.score) for hit in search("leather bag")]
    with tenant_scope(other_shop):
        for number in range(20):
            ProductFactory(tenant=other_shop, name=f"Leather thing {number}")
        embed_pending()
    with tenant_scope(shop):
        assert [(hit.product.name, hit.score) for hit in search("leather bag")] == before


def test_meaning_never_crosses_to_another_shop(shop, other_shop):
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop, name="Pastrami", sku="P-1")
        embed_pending()
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Bread")
        embed_pending()
        assert search("pastrami") == []


def test_mistyped_words_are_looked_for_among_words_alone(shop):
    """Article numbers, sizes and sections are most of the terms of a shop."""
    with tenant_scope(shop), connection.cursor() as cursor:
        for number in range(20):
            ProductFactory(tenant=shop, name=f"Cup {number}00 ml A{number}B", category="Cups")
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as seen:
            search("qqqwwweee")
        lookups = [query["sql"] for query in seen if "length" in query["sql"].lower()]
        plans = []
        for sql in lookups:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row for (row,) in cursor.fetchall()))
    assert len(lookups) == 2
    assert all("term_word" in plan for plan in plans), plans
