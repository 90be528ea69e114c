"""How customers name one of their orders. Patterns over lower case without accents, Hebrew without final letters."""

from agent.llm.offline.tokens import fold_word

# The order itself, with what shows that it is no verb: `I order 12`.
_NOUNS = {
    "en": (
        r"(?:my|the|this|that|of|in|to|from|for|on|is|about|with|"
        r"cancel|confirm|repeat|change|update|track|pay|deliver|send|ship) order"
    ),
    "fr": r"(?:la|ma|cette|de|annule[rz]?|confirme[rz]?|repete[rz]?) commande",
    "es": r"(?:el|mi|este|ese|al|del|la|cancela|cancelar|anula|confirma|confirmar|repite) (?:pedido|orden|encargo)",
    "he": r"(?:[ולבמש]|את )?ה?הזמנה(?: שלי)?",
    "id": r"(?:pesanan|pesenan|orderan|(?:ke|di|batalkan|konfirmasi) order)(?: saya| aku| ku)?",
}
# Where a number behind it can mean nothing else.
_BARE_NOUNS = {"en": "order", "fr": "commande", "es": "pedido|orden|encargo", "he": "הזמנה", "id": "pesanan|order"}
_SIGN = r"(?:(?:number|numero|num|nomor|nomer|no|nr|n|מספר|מס')[.°]? ?#?|#)"
# What may stand behind a number that counts nothing.
_STOPS = {
    "en": "please|pls|and|to|with|by|too|also|now|for|but|instead|is|has|was",
    "fr": "s'il|svp|et|a|au|avec|aussi|pour|mais|est|stp",
    "es": "por|y|a|con|tambien|para|pero|esta|ya",
    "he": "בבקשה|ו|גם|אל|עם|אבל|עכשיו",
    "id": "ya|dong|dan|ke|dengan|juga|tapi|sekarang|tolong|kak|sudah",
}
_LAST = {
    "en": r"(?:my|the) (?:last|latest|newest|most recent) order",
    "fr": r"(?:ma|la) derniere commande",
    "es": r"(?:mi|el|la) (?:ultimo|ultima) (?:pedido|orden)",
    "he": r"(?:[ולבמש]|את )?ההזמנה האחרונה",
    "id": r"(?:pesanan|order) (?:saya |aku )?(?:yang )?(?:terakhir|terbaru)",
}
_OF_DAY = {
    "en": (
        r"(?:my |the )?order (?:from|of|placed on|i placed on) (?:last )?"
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|this morning|last week)|"
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today)'s order"
    ),
    "fr": (
        r"(?:ma |la )?commande (?:de |du |d')?"
        r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|aujourd'hui|ce matin)(?: dernier)?"
    ),
    "es": (
        r"(?:mi |el )?(?:pedido|orden) (?:del |de )?"
        r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|ayer|hoy|esta manana)(?: pasado)?"
    ),
    "he": r"(?:[ולבמש]|את )?ה?הזמנה (?:שלי )?(?:מ|של |ב)?(?:יום )?(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|אתמול|היום)",
    "id": (
        r"(?:pesanan|order)(?: saya)? (?:dari |yang )?(?:hari )?"
        r"(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|kemarin|tadi pagi)"
    ),
}
# `{place}` is first, second ...; the group `noun` tells that an order was spoken of and no product.
_ONES = {
    "en": r"the {place} (?:one|(?P<noun>order))",
    "fr": r"(?:la|le) {place}(?P<noun> commande)?",
    "es": r"(?:el|la|al|del) {place}(?P<noun> (?:pedido|orden))?",
    "he": r"(?:את |[ולבמש])?(?P<noun>ה?הזמנה )?{place}",
    "id": r"(?P<noun>(?:pesanan|order) )?(?:yang )?{place}",
}
NOUNS = {language: fold_word(pattern) for language, pattern in _NOUNS.items()}
BARE_NOUNS = {language: fold_word(pattern) for language, pattern in _BARE_NOUNS.items()}
STOPS = {language: fold_word(pattern) for language, pattern in _STOPS.items()}
LAST = {language: fold_word(pattern) for language, pattern in _LAST.items()}
OF_DAY = {language: fold_word(pattern) for language, pattern in _OF_DAY.items()}
ONES = {language: fold_word(pattern) for language, pattern in _ONES.items()}
NUMBER_SIGN = fold_word(_SIGN)
