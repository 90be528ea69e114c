"""Promises of a discount that nothing backs. Data and search for agent/guards.py; pure.

A clause that speaks of a discount may only name a rate that stands in a receipt or that the customer named, and may
only give one when a promotion was returned. Saying that there is none is always right.
"""

# One pattern a line reads better than wrapped text.
# ruff: noqa: E501

import re
from collections.abc import Collection, Iterator

RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|percent|per cent|pour ?cent|por ?ciento|persen|אחוז)", re.IGNORECASE)
_DISCOUNT = re.compile(
    r"\b(?:discounts?|off|promo(?:tion)?s?|sale|coupon|remises?|réductions?|rabais|promotions?|descuentos?|rebajas?|"
    r"promoción|promociones|cupón|diskon|potongan|promo)\b|(?<!\w)[הו]?ב?(?:הנחה|הנחת|מבצע|קופון)(?!\w)",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will| can|'ve| have)?(?: just)? (?:give|gave|given|offer|offered|apply|applied|take|took|knock)"
    r"|you(?:'ll| will)? (?:get|have|receive)|there(?:'s| is)|(?:it|that)(?:'s| is) on sale)\b"
    r"|\b(?:je vous (?:fais|offre|accorde|applique)|nous vous (?:offrons|faisons)|vous (?:avez|bénéficiez|aurez)|il y a)\b"
    r"|\b(?:le (?:hago|ofrezco|doy|aplico|damos|hacemos)|te (?:hago|ofrezco|doy|aplico)|tiene[ns]? un|hay un)\b"
    r"|\b(?:saya|kami|kita) (?:kasih|beri|berikan|kasi|potong)\b|\b(?:kakak|anda) (?:dapat|akan dapat|mendapat)\b|\bada (?:promo|diskon)\b"
    r"|(?<!\w)(?:אתן|נותן|נותנת|אני נותן|אעשה|נעשה|תקבל|תקבלי|תקבלו|מגיעה לך|מגיע לך|יש לך|יש לנו)(?!\w)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|nothing|rien|nada|n't|never|cannot|can't|without|unfortunately|if|whether|pas|aucune?|jamais|sans|si|ningún|ninguna|nunca|sin|"
    r"tidak|belum|bukan|tanpa|gak|nggak|kalau|jika|apakah)\b|n't\b|\?|(?<!\w)(?:אין|לא|בלי|ללא|אם|האם)(?!\w)",
    re.IGNORECASE,
)


def find_promises(clause: str, *, rates: Collection[str], is_backed: bool, heard: str) -> Iterator[str]:
    """What the clause promises and nothing backs. `rates` are those of receipts, `is_backed` that one was returned."""
    if not _DISCOUNT.search(clause) or _DENIES.search(clause):
        return
    allowed = {*rates, *(_plain(rate) for rate in RATE.findall(heard))}
    wrong = [rate for rate in RATE.findall(clause) if _plain(rate) not in allowed]
    if wrong or (not is_backed and _GIVES.search(clause)):
        yield clause.strip()


def rates_in(text: str) -> set[str]:
    """Every rate that a fact names."""
    return {_plain(rate) for rate in RATE.findall(text)}


def _plain(rate: str) -> str:
    whole = rate.replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole
