"""What customers want a product to have or not to have, by the name of the attribute that tells."""

import re
from collections.abc import Mapping

from agent.llm.offline.tokens import fold_word

_WORDS = {
    "spicy": (
        "spicy hot épicé épicée épicés épicées piquant piquante piquants picante picantes pedas pedes "
        "חריף חריפה חריפים חריפות"
    ),
    "gluten": "gluten גלוטן",
    "allergens": "nuts nut noix nueces kacang אגוזים allergens allergen allergènes allergène alérgenos alergen אלרגנים",
    "kosher": "kosher casher kasher כשר כשרה כשרים כשרות",
    "halal": "halal halalkah חלאל",
    "vegan": "vegan végane végan vegano vegana טבעוני טבעונית",
}
_NOT = (
    "not no non pas sans sin sans tidak tanpa bukan bebas nggak gak ga לא ללא בלי without free less "
    "don't dont never ne jamais jangan belum אל ni nothing rien nada nunca"
)
TRAITS: Mapping[str, str] = {fold_word(word): trait for trait, words in _WORDS.items() for word in words.split()}
NEGATIONS = frozenset(fold_word(word) for word in _NOT.split())
WITHOUT = frozenset({"no", "sans", "sin", "בלי", "ללא", "tanpa", "without"})
# `Only one mug`: so much in all.
_ONLY = "only just seulement juste solo solamente unicamente רק cuma cuman hanya saja aja doang"
EXACTLY = frozenset(map(fold_word, _ONLY.split()))
# Asks for the lowest price, over folded words.
_CHEAPEST = (
    "(?:the )?cheapest(?: (?:ones?|things?|items?|products?))?",
    "(?:the )?least expensive",
    "(?:produits? |articles? |choses? )?(?:le |la |les )?moins ch[eè]re?s?",
    "(?:lo |el |la |los |las )?(?:más )?(?:barat[oa]s?|econ[oó]mic[oa]s?)",
    "(?:ה?דבר |ה?מוצר )?ה?כי זול(?:ה|ים|ות)?",
    "(?:yang )?(?:paling murah|termurah)(?: apa)?",
)
CHEAPEST = re.compile("|".join(map(fold_word, _CHEAPEST)))
# Words between a product and what is in it.
_CARRYING = "contain contains contient contiennent contiene contienen mengandung מכיל מכילה"
CARRIERS = frozenset(map(fold_word, _CARRYING.split()))
# Values of an attribute that mean: it has none of this.
ABSENT = frozenset({"no", "none", "free", "0", "false", "without"})
