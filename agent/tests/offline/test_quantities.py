from decimal import Decimal

import pytest

from agent.llm.offline.lexicon import LEXICONS
from agent.llm.offline.quantities import read_amount
from agent.llm.offline.tokens import tidy, tokenize


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("en", "2kg", "2", "kg"),
        ("en", "2.5 kilos", "2.5", "kg"),
        ("en", "2,5 kg", "2.5", "kg"),
        ("en", "1,000 g", "1000", "g"),
        ("en", "1/2 kg", "0.5", "kg"),
        ("en", "1 1/2 kg", "1.5", "kg"),
        ("en", "½ kilo", "0.5", "kg"),
        ("en", "2½ kg", "2.5", "kg"),
        ("en", "x3 burgers", "3", ""),
        ("en", "3x burgers", "3", ""),
        ("en", "half a kilo", "0.5", "kg"),
        ("en", "a quarter of a kilo", "0.25", "kg"),
        ("en", "three quarters of a kilo", "0.75", "kg"),
        ("en", "two and a half kilos", "2.5", "kg"),
        ("en", "twenty five", "25", ""),
        ("en", "half a dozen", "6", ""),
        ("en", "-50 kg", "-50", "kg"),
        ("en", "1000000000 kg", "1000000000", "kg"),
        ("he", "חצי קילו", "0.5", "kg"),
        ("he", "קילו וחצי", "1.5", "kg"),
        ("he", "2 קילו וחצי", "2.5", "kg"),
        ("he", "שני קילו", "2", "kg"),
        ("he", 'רבע ק"ג', "0.25", "kg"),
        ("he", "קילו אחד", "1", "kg"),
        ("he", "500 גרם", "500", "g"),
        ("fr", "un demi kilo", "0.5", "kg"),
        ("fr", "1 kilo et demi", "1.5", "kg"),
        ("fr", "une douzaine", "12", ""),
        ("fr", "trois quarts de kilo", "0.75", "kg"),
        ("es", "medio kilo", "0.5", "kg"),
        ("es", "kilo y medio", "1.5", "kg"),
        ("es", "media docena", "6", ""),
        ("id", "setengah kilo", "0.5", "kg"),
        ("id", "sekilo", "1", "kg"),
        ("id", "dua belas botol", "12", "bottle"),
        ("id", "dua puluh lima", "25", ""),
        ("id", "setengah lusin", "6", ""),
        ("id", "seperempat kilo", "0.25", "kg"),
    ],
)
def test_an_amount_is_read_as_it_is_written(language: str, text: str, value: str, unit: str) -> None:
    reading = read_amount(tokenize(tidy(text)), 0, LEXICONS[language])
    assert reading is not None
    assert (reading.amount.value, reading.amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["10 people", "66 % cocoa", "9" * 40, "pastrami"])
def test_what_counts_no_goods_is_no_amount(text: str) -> None:
    assert read_amount(tokenize(text), 0, LEXICONS["en"]) is None


def test_a_number_that_belongs_to_a_name_is_no_amount() -> None:
    assert read_amount(tokenize("sunscreen SPF 50"), 2, LEXICONS["en"]) is None


def test_an_article_is_a_weak_one() -> None:
    reading = read_amount(tokenize("a croissant"), 0, LEXICONS["en"])
    assert reading is not None
    assert (reading.amount.value, reading.is_weak) == (1, True)
