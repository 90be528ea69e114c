"""The playbook that a shop begins with: greeting, opening, consultation, testimony, promo, closing, farewell.

Goals and instructions are for models and in English; what customers read is in the shop's languages.
"""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class UsualStage:
    key: str
    goal: str
    instructions: str
    enter_when: tuple[str, ...] = ()
    leave_when: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


DEFAULT_STAGES = (
    UsualStage("greeting", "The customer feels welcome.", "Greet with your name, once, and ask what brings them here.", leave_when=("replies:1",)),
    UsualStage("opening", "You know roughly what it is about.", "Ask one open question. Answer whatever they ask first.", leave_when=("replies:1", "need_recorded")),
    UsualStage("consultation", "You know the need well enough to recommend.", "Ask the shop's question, one at a time, at most three times. Recommend at most two products and say why.", leave_when=("need_recorded", "messages:6")),
    UsualStage("testimony", "The customer trusts the product.", "Show what others say; add nothing to it.", ("product_shown",), ("testimonial_sent", "replies:1")),
    UsualStage("promo", "The customer knows today's promotion, if there is one.", "Tell the promotion once, without pressure.", ("testimonial_sent",), ("promotion_offered", "replies:1")),
    UsualStage("closing", "The order is right and confirmed.", "Take the order, show the recap, ask for a yes. No more questions than needed.", ("wants_to_buy", "order_pending")),
    UsualStage("farewell", "The customer leaves with a good feeling.", "Thank them, say how to reach you again, ask nothing.", ("said_bye", "order_confirmed")),
)  # fmt: skip
_NAMES: Mapping[str, Mapping[str, str]] = {
    "greeting": {"en": "Greeting", "fr": "Accueil", "es": "Saludo", "he": "ברכה", "id": "Sapaan"},
    "opening": {"en": "Opening", "fr": "Ouverture", "es": "Apertura", "he": "פתיחה", "id": "Pembukaan"},
    "consultation": {"en": "Consultation", "fr": "Conseil", "es": "Asesoramiento", "he": "ייעוץ", "id": "Konsultasi"},
    "testimony": {"en": "Testimonials", "fr": "Témoignages", "es": "Testimonios", "he": "המלצות", "id": "Testimoni"},
    "promo": {"en": "Promotion", "fr": "Promotion", "es": "Promoción", "he": "מבצע", "id": "Promo"},
    "closing": {"en": "Closing", "fr": "Commande", "es": "Cierre", "he": "סגירה", "id": "Closing"},
    "farewell": {"en": "Farewell", "fr": "Au revoir", "es": "Despedida", "he": "פרידה", "id": "Penutup"},
}
_LINES: Mapping[str, Mapping[str, str]] = {
    "greeting": {
        "en": "What can I find for you today?", "fr": "Que puis-je vous trouver aujourd'hui ?", "es": "¿Qué le busco hoy?",
        "he": "מה אפשר למצוא לכם היום?", "id": "Hari ini lagi cari apa, Kak?",
    },
    "opening": {
        "en": "Is it for yourself or for somebody else?", "fr": "C'est pour vous ou pour offrir ?", "es": "¿Es para usted o para otra persona?",
        "he": "זה בשבילכם או למישהו אחר?", "id": "Ini untuk Kakak sendiri atau untuk orang lain?",
    },
    "consultation": {
        "en": "What matters most to you about it?", "fr": "Qu'est-ce qui compte le plus pour vous ?", "es": "¿Qué es lo más importante para usted?",
        "he": "מה הכי חשוב לכם בזה?", "id": "Yang paling penting buat Kakak apa?",
    },
    "testimony": {
        "en": "This is what our customers say:", "fr": "Voici ce qu'en disent nos clients :", "es": "Esto dicen nuestros clientes:",
        "he": "כך מספרים הלקוחות שלנו:", "id": "Ini kata pelanggan kami, Kak:",
    },
    "promo": {
        "en": "And there is something for you today:", "fr": "Et il y a quelque chose pour vous aujourd'hui :", "es": "Y hoy hay algo para usted:",
        "he": "ויש לנו היום משהו בשבילכם:", "id": "Dan hari ini ada yang spesial buat Kakak:",
    },
    "closing": {
        "en": "Tell me what and how many, and I write down the order.", "fr": "Dites-moi quoi et combien, et je note la commande.", "es": "Dígame qué y cuánto, y le tomo el pedido.",
        "he": "כתבו לי מה וכמה, ואני ארשום את ההזמנה.", "id": "Tulis saja produk dan jumlahnya, nanti saya catat pesanannya.",
    },
    "farewell": {
        "en": "It was a pleasure. I am here whenever you need something.", "fr": "C'était un plaisir. Je reste là si besoin.", "es": "Ha sido un placer. Aquí estoy para lo que necesite.",
        "he": "היה נעים. אני כאן לכל דבר שתצטרכו.", "id": "Senang bisa bantu, Kak. Kapan pun perlu, chat saja ya.",
    },
}  # fmt: skip


def default_name(key: str, language: str) -> str:
    return _NAMES[key].get(language, _NAMES[key]["en"])


def default_lines(key: str, languages: Sequence[str]) -> dict[str, str]:
    return {language: _LINES[key][language] for language in languages if language in _LINES[key]}
