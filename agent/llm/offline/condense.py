"""A summary made of the customer's own words: what stays useful is taken over, the rest is left out.

Each line is a heading and what belongs to it, so that the next summary can be merged with it, in whatever language:

    Wanted: 2 kg beef sausages · hummus
    Allergies and habits: my son is allergic to nuts
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from agent.llm.offline.acts import Kind, Wish
from agent.llm.offline.dialogue import ORDER_NUMBER
from agent.llm.offline.own_words import (
    clear_language,
    details_of,
    emails_in,
    is_lasting,
    phones_in,
    sentences_of,
)
from agent.llm.offline.understand import understand
from agent.marks import spoken
from lib.money import plain_number
from lib.text import fold, shorten

# In the order in which they are written, what matters most first, and how many of each are kept: the newest ones.
MOST = {"lasting": 8, "reach": 5, "orders": 6, "open": 4, "wanted": 8, "before": 6, "said": 4}
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {"orders": "Orders", "wanted": "Wanted", "reach": "Name, address, contact",
           "lasting": "Allergies and habits", "open": "Not answered yet", "said": "Also said", "before": "Before"},
    "fr": {"orders": "Commandes", "wanted": "Souhaite", "reach": "Nom, adresse, contact",
           "lasting": "Allergies et habitudes", "open": "Encore sans réponse", "said": "A dit aussi",
           "before": "Avant"},
    "es": {"orders": "Pedidos", "wanted": "Quiere", "reach": "Nombre, dirección, contacto",
           "lasting": "Alergias y costumbres", "open": "Sin responder", "said": "También dijo", "before": "Antes"},
    "he": {"orders": "הזמנות", "wanted": "רוצה", "reach": "שם, כתובת, פרטי קשר",
           "lasting": "אלרגיות והרגלים", "open": "עדיין בלי תשובה", "said": "אמר גם", "before": "קודם"},
    "id": {"orders": "Pesanan", "wanted": "Ingin", "reach": "Nama, alamat, kontak",
           "lasting": "Alergi dan kebiasaan", "open": "Belum dijawab", "said": "Juga bilang", "before": "Sebelumnya"},
}  # fmt: skip
_SECTIONS = {fold(word): key for words in HEADINGS.values() for key, word in words.items()}
_GAP = " · "
# Of small talk nothing stays.
NOTHING = "…"
FEWEST_WORDS = 4
_LONGEST = 160
_WANTING = (Kind.ORDER, Kind.ADD, Kind.SET)

Notes = dict[str, list[str]]


def condense(summary: str, messages: Sequence[Mapping[str, str]], *, language: str) -> str:
    """The summary of `summary` and the messages after it ({"author", "text"}), of bounded length.

    Its headings are in the customer's language where that is clear, because the rest is in their own words.
    """
    language = clear_language([message.get("text", "") for message in messages if _is_customers(message)]) or language
    notes = _read(summary)
    for message in messages:
        if _is_customers(message):
            _hear(notes, spoken(message.get("text", "")), language)
        else:
            # Whatever was asked, the shop has said something to it.
            notes["open"] = []
        _note_orders(notes, message)
    return _write(notes, language)


def _hear(notes: Notes, text: str, language: str) -> None:
    said = understand([text], otherwise=language)
    wishes = [_wish(wish) for wish in said.wishes(*_WANTING) if wish.phrase]
    gone = {fold(wish.phrase) for wish in said.wishes(Kind.REMOVE)}
    notes["wanted"] = [note for note in notes["wanted"] if not any(phrase in fold(note) for phrase in gone)] + wishes
    reach = [*details_of(text, "name"), *details_of(text, "address"), *phones_in(text), *emails_in(text)]
    notes["reach"] += reach
    sentences = sentences_of(text)
    lasting = [sentence for sentence in sentences if is_lasting(sentence)]
    notes["lasting"] += lasting
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    notes["open"] += questions
    if not (wishes or reach or lasting or questions) and len(text.split()) >= FEWEST_WORDS:
        notes["said"].append(text)


def _wish(wish: Wish) -> str:
    if wish.amount is None:
        return wish.phrase
    return " ".join(part for part in (plain_number(wish.amount.value), wish.amount.unit, wish.phrase) if part)


def _note_orders(notes: Notes, message: Mapping[str, str]) -> None:
    for line in message.get("text", "").splitlines():
        for number in ORDER_NUMBER.findall(line):
            others = [note for note in notes["orders"] if number not in note]
            known = [note for note in notes["orders"] if number in note] or [number]
            ours = [sentence for sentence in sentences_of(line) if number in sentence][:1]
            notes["orders"] = others + (known if _is_customers(message) else ours)


def _is_customers(message: Mapping[str, str]) -> bool:
    return message.get("author") == "customer"


def _read(summary: str) -> Notes:
    """Our own headings in any language; what another model wrote stays as it is."""
    notes: Notes = {key: [] for key in MOST}
    for line in map(str.strip, summary.splitlines()):
        if line in {"", NOTHING}:
            continue
        heading, colon, rest = line.partition(": ")
        key = _SECTIONS.get(fold(heading)) if colon else None
        if key:
            notes[key] += rest.split(_GAP)
        else:
            notes["before"] += [line]
    return notes


def _write(notes: Notes, language: str) -> str:
    words = HEADINGS.get(language, HEADINGS["en"])
    lines = [(words[key], list(_once(notes[key]))[-most:]) for key, most in MOST.items()]
    return "\n".join(f"{heading}: {_GAP.join(rows)}" for heading, rows in lines if rows) or NOTHING


def _once(rows: Iterable[str]) -> Iterator[str]:
    """Each once, at its newest place, in one line that the next summary can take apart."""
    tidy = [shorten(row.replace("·", ","), _LONGEST) for row in rows]
    newest = {fold(row): place for place, row in enumerate(tidy) if row}
    yield from (row for place, row in enumerate(tidy) if row and newest[fold(row)] == place)
