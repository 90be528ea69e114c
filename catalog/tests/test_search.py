import pytest

from catalog.search import search
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


def test_a_large_shop_is_searched_by_the_words_as_written(shop, monkeypatch):
    monkeypatch.setattr("catalog.search.SHELF_LIMIT", 3)
    with tenant_scope(shop):
        for name in ("Apple", "Banana", "Cherry", "Damson", "Elderberry"):
            ProductFactory(tenant=shop, name=name)
        assert [hit.product.name for hit in search("elderberry")] == ["Elderberry"]


def test_a_search_is_one_query(db, django_assert_num_queries):
    with demo_shop("valdman"), django_assert_num_queries(1):
        assert search("beef sausages")[0].product.sku == "SAU-BEEF"
