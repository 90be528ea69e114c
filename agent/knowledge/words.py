"""The telling words of a text, in forms that a question and an answer have in common. Pure."""

from collections.abc import Iterator

from catalog.searching.matching import FILLERS, shortest_stem
from lib.text import words

# What questions are made of, beside the fillers of a search for products.
_ASKING = frozenset(
    """
    be been being by did does from has he her his if into just may might no not of off our out shall she should so than
    them then they us was we were when where who whom why will am as also know
    aller ai as au ces cette elle elles en est ete etre faire ils leur leurs lui mais mes ne ni nos notre nous ont ou
    par pas peut peux plus pourquoi quand quels quelles sa se ses son sont sur ta te tes toi ton tu vos votre etes
    al como cual cuales cuando de donde ella ellos era es esa ese eso esta este esto estan fue ha han lo mas mi muy ni
    no nos o os pero porque puede puedo que quien se ser si sobre son su sus te tu un usted ustedes y ya
    adalah ada akan aku apakah bagaimana berapa boleh dari kah kalau kalian kami kamu kapan kenapa ke kita maka mana
    nya pada saja siapa belum udah sudah tapi tidak gak ga ya
    איזה איזו אילו האמ אתמ אתנ אנחנו אני איפה איכ היא הוא המ זאת זה כי לא למה מי מתי עמ שמ גמ או אבל יש אינ אצלכמ אתכמ
    """.split()  # noqa: SIM905  # a list of quoted words would be unreadable
)
_PREFIXES = "ובלמהשכ"
_LONGEST = 60
_SHORTEST = 2


def telling(text: str) -> list[frozenset[str]]:
    """Each word that tells what a question is about, once, in all its forms."""
    known = [word for word in words(text) if word not in FILLERS and word not in _ASKING and len(word) >= _SHORTEST]
    return list(dict.fromkeys(frozenset(forms(word)) for word in known))


def all_stems(text: str) -> list[str]:
    """Every form of every telling word, in alphabetical order."""
    return sorted({form for found in telling(text) for form in found})


def forms(word: str) -> Iterator[str]:
    """The stem; in Hebrew also without up to two of the letters that it glues to the front."""
    yield shortest_stem(word)[:_LONGEST]
    if "\u05d0" <= word[0] <= "\u05ea":
        for cut in (1, 2):
            if len(word) - cut >= 3 and all(letter in _PREFIXES for letter in word[:cut]):
                yield shortest_stem(word[cut:])[:_LONGEST]
