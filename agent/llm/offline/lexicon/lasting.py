"""Words of what a shopkeeper remembers the next time: allergies, diets, tastes, habits. Over folded sentences."""

import re

from agent.llm.offline.tokens import fold_word

_WORDS = (
    # English
    r"allerg\w*", r"intoleran\w*", r"celiac|coeliac", r"diabet\w*", r"vegetarian\w*", r"vegans?", r"gluten",
    r"lactose", r"nut free|sugar free", r"i (?:really )?(?:don'?t|do not|can'?t|cannot|never) (?:eat|drink|like|want)",
    r"i hate", r"i (?:always|usually|prefer|love)", r"my favou?rites?", r"no (?:salt|sugar|onions?|garlic|nuts|pork)",
    r"my (?:wife|husband|kids|children|son|daughter|mother|father|baby)", r"birthday",
    # French
    r"vegetarien\w*", r"je (?:ne )?(?:mange|bois|supporte|prends|veux) (?:pas|jamais|plus)", r"j'evite", r"je prefere",
    r"je deteste", r"j'adore", r"toujours", r"sans (?:sel|sucre|oignons?|ail|noix|porc|gluten)",
    r"(?:ma|mon|mes) (?:femme|mari|enfants|fils|fille|mere|pere|bebe)", r"anniversaire",
    # Spanish
    r"alerg\w*", r"intoleran\w*", r"celiac\w*", r"vegetarian\w*", r"vegan\w*", r"no (?:como|bebo|tomo|me gusta\w*)",
    r"prefiero", r"siempre", r"odio", r"me encanta\w*", r"sin (?:sal|azucar|cebolla|ajo|nueces|cerdo|gluten)",
    r"(?:mi|mis) (?:mujer|esposa|marido|esposo|hijos?|hijas?|madre|padre|bebe)", r"cumpleanos",
    # Indonesian
    r"alergi", r"(?:tidak|nggak|gak|ga|enggak) (?:bisa |boleh )?(?:makan|minum|suka|mau)", r"lebih suka", r"selalu",
    r"tanpa (?:garam|gula|bawang|kacang|msg)", r"(?:istri|suami|anak|ibu|bapak|bayi) saya", r"ulang tahun",
    # Hebrew
    r"\w?אלרג\w*", r"\w?רגיש\w*", r"\w?צליאק\w*", r"\w?סכרת\w*", r"\w?צמחונ\w*", r"\w?טבעונ\w*",
    r"\w?לא (?:אוכל|אוכלת|אוכלים|שותה|אוהב|אוהבת|אוהבים|סובל|סובלת)", r"\w?(?:מעדיפ?ף?|מעדיפה|מעדיפים)", r"תמיד",
    r"בלי (?:מלח|סוכר|בצל|שומ|אגוזימ|גלוטנ)", r"(?:אשתי|בעלי|הילדימ|הבנ שלי|הבת שלי|אמא שלי|אבא שלי)", r"יומ הולדת",
)  # fmt: skip
LASTING = re.compile(rf"(?<![\w'])(?:{'|'.join(fold_word(word) for word in _WORDS)})(?!\w)")
