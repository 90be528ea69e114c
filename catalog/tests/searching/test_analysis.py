import pytest

from catalog.searching.analysis import barcode, code, joined, term, terms


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["cable", "cables"], "cable"), (["battery", "batteries"], "battery"), (["box", "boxes"], "box"),
        (["switch", "switches"], "switch"), (["glass", "glasses"], "glass"), (["lens"], "len"), (["usb"], "usb"),
        (["gas"], "gas"), (["1080s"], "1080s"), (["נקניקיות"], "נקניקיות"),
    ],
)  # fmt: skip
def test_a_plural_is_its_singular(words, same):
    assert {term(word) for word in words} == {same}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Toner TN-2110", ["tn2110"]), ("500 GB", ["500gb"]), ("1.5 m cable", ["1.5m"]), ("USB 2.0", []),
        ("T-shirt", []), ("SSD 120 gb / 240 gb", ["120gb", "240gb"]),
    ],
)  # fmt: skip
def test_what_is_also_written_in_one_piece(text, pieces):
    assert joined(text) == pieces


def test_terms_are_in_order_with_repetitions_and_without_endless_words():
    assert terms("Café cafés " + "x" * 50) == ["cafe", "cafe"]


def test_codes_ignore_spelling_and_barcodes_their_leading_zeros():
    assert (code("CB-77/2 é"), barcode("0012345678905")) == ("cb772e", "12345678905")
