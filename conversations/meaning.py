"""What a short message means on every channel: a choice, or a wish to be left alone. Pure."""

import re
from collections.abc import Mapping, Sequence

from lib.text import fold, words

LONGEST_CHOICE = 80
_NUMBER = re.compile(r"[(#]?(\d{1,2})[.)]?")

# One word that means "no more messages"; "cancel" and "end" are not here: they speak of the order. (A carrier that
# takes them for a stop says so itself.)
_STOP = frozenset(
    {
        "stop", "stopall", "unsubscribe", "optout", "stopp", "revoke",
        "arret", "arretez", "desabonner", "desinscrire", "desinscription", "desabonnement",
        "baja", "parar", "desuscribir", "desuscribirme",
        "הסר", "הסירו", "להסרה", "להסיר", "הפסק", "הפסיקו", "עצור", "עצרו",
        "berhenti", "hentikan", "unsub",
    }
)  # fmt: skip
_START = frozenset({"start", "unstop", "subscribe", "reprendre", "alta", "חזור", "הפעל", "mulai"})
_POLITE = frozenset(
    {
        "please", "pls", "plz", "thanks", "thank", "you", "thx", "ok", "now", "just", "it", "this", "sorry", "hi",
        "merci", "svp", "stp", "sil", "s'il", "s’il", "vous", "plait", "te", "bonjour",
        "por", "favor", "gracias", "hola",
        "תודה", "בבקשה", "שלומ", "נא", "רבה",
        "tolong", "terima", "kasih", "mohon", "ya",
    }
)  # fmt: skip
# What may follow such a sentence; anything else is what they do not want: "stop sending onions".
_AFTERWARDS = _POLITE | frozenset(
    {
        "me",
        "us",
        "to",
        "these",
        "the",
        "your",
        "all",
        "any",
        "more",
        "anymore",
        "again",
        "ever",
        "here",
        "messages",
        "message",
        "texts",
        "sms",
        "spam",
        "ads",
        "stuff",
        "things",
        "my",
        "number",
        "mailing",
        "list",
        "de",
        "des",
        "vos",
        "pub",
        "publicite",
        "ici",
        "mas",
        "mensajes",
        "publicidad",
        "lagi",
        "pesan",
        "saya",
        "aku",
        "lain",
        "לי",
        "יותר",
        "הודעות",
        "הודעה",
        "פרסומות",
        "מהרשימה",
        "אלי",
        "כאנ",
        "דברימ",
    }
)
# Whole sentences: a verb of stopping together with messages or writing, never with an order.
_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(stop|quit|no more) (sending|send|messaging|texting|contacting|writing|spamming)\b",
        r"\b(stop|no more) (these |the |your |all )?(messages?|texts?|sms|spam|ads?|advertising|promotions?)\b",
        r"\b(do not|dont|don[’']t|never) (message|text|contact|spam) (me|us)\b",
        r"\b(do not|dont|don[’']t|never) (write|send)( to)? (me|us) (again|any ?more|(any |more )*(messages?|texts?))",
        r"\b(remove|take) me (from|off)\b.*\blist\b",
        r"\b(unsubscribe|opt me out|opt[ -]out|stop all|remove me|leave me alone)\b",
        r"\b(do not|dont|don[’']t) want (to (get|receive|have) )?((any|more|these|your|the) )*"
        r"(messages?|texts?|sms|ads?)\b",
        # A word that every language borrows, and the language's own for what is sent.
        r"\b(stop|arret|parar|berhenti|hentikan)( (de|les|des|los|aux|ces|kirim|mengirim|semua|עמ|את|ה))* "
        r"(messages?|sms|mensajes|pub|publicites?|publicidad|pesan|spam|iklan|promo|promosi|הודעות|ההודעות|פרסומות)\b",
        r"\bne m[’' ]?(ecri(vez|s)|envoye[zr]?|contacte[zr]?) plus\b",
        r"\b(arretez|arrete|cessez) de m[’' ]?(ecrire|envoyer|contacter)\b",
        r"\bplus (recevoir )?(de|aucun|vos|ces|les) (messages?|sms|pub\w*)\b",
        r"\bno me (escrib\w+|envi\w+|mand\w+|contact\w+) mas\b",
        r"\b(dejen|deja|paren) de (escribir\w*|enviar\w*|mandar\w*|contactar\w*)\b",
        r"\bno mas (mensajes|sms|publicidad)\b|\b(darme|dame|denme) de baja\b",
        r"\bno quiero (recibir )?(mas )?(sus |estos |los )?(mensajes|sms|publicidad)\b",
        r"\bcancelar (la |mi )?su[bs]*cripcion\b",
        r"(תפסיק|תפסיקו|הפסיקו) (לשלוח|לכתוב)|אל (תשלח|תשלחו|תכתבו) לי|(הסר|הסירו|תסירו) אותי"
        r"|לא (רוצה|מעוניינ|מעוניינת) (יותר )?(לקבל )?(יותר )?הודעות",
        r"\bjangan (kirim|hubungi|sms|wa)( saya| aku)?( pesan| sms)?( lagi)?\b",
        r"\bberhenti (kirim|mengirim|berlangganan|menghubungi)\b",
        r"\b(tidak|tak|gak|ga|nggak|enggak) (mau|ingin) (lagi )?(me)?(terima|nerima|dapat) (pesan|sms|promo|promosi)\b",
    )
)
_ABOUT_AN_ORDER = re.compile(
    r"\b(orders?|commandes?|pedidos?|pesanan|order(an|ku)?|delivery|livraison|entrega|refund|yet|until|before)\b|הזמנ|משלוח"
)


def read_choice(
    text: str, choices: Sequence[Mapping[str, str]], *, numbers_shown: bool = False
) -> Mapping[str, str] | None:
    """The choice that a typed answer means: its number, or its own words. None when it is anything else.

    A choice with `is_drastic` is meant by its number only when the customer could see numbers: "3" may be a quantity.
    """
    said = text.strip()
    if not choices or not 0 < len(said) <= LONGEST_CHOICE:
        return None
    number = _NUMBER.fullmatch(said)
    if number:
        meant = dict(enumerate(choices, 1)).get(int(number[1]))
        return meant if meant and (numbers_shown or not meant.get("is_drastic")) else None
    spoken = words(said)
    return next((choice for choice in choices if spoken and words(choice["title"]) == spoken), None)


def wants_no_messages(text: str) -> bool:
    """Whether the whole message is a wish to get no more messages: "STOP", "stop, thank you", "don't text me again"."""
    spoken = words(text)
    if not spoken or len(spoken) > 14:
        return False
    rest = [word for word in spoken if word not in _POLITE]
    if rest and set(rest) <= _STOP:
        return True
    folded = fold(text)
    found = [match for phrase in _PHRASES if (match := phrase.search(folded))]
    is_whole = any(set(words(folded[match.end() :])) <= _AFTERWARDS for match in found)
    return is_whole and not _ABOUT_AN_ORDER.search(folded)


def wants_messages_again(text: str) -> bool:
    """One word that takes a STOP back. It means so only for somebody who said STOP before."""
    rest = [word for word in words(text) if word not in _POLITE]
    return len(rest) == 1 and rest[0] in _START
