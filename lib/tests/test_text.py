from hypothesis import given
from hypothesis import strategies as st

from lib.text import fold, shorten, split_text, words


def test_fold_ignores_case_accents_and_hebrew_final_letters():
    assert fold("  Café  CRÈME ") == "cafe creme"
    assert fold("שלום") == fold("שלומ")


def test_words_keeps_decimals_together_and_drops_punctuation():
    assert words("2.5 kg of Beef, please!") == ["2.5", "kg", "of", "beef", "please"]


def test_shorten_cuts_at_a_word_and_says_so():
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("short", 12) == "short"


@given(st.text(max_size=400), st.integers(min_value=8, max_value=60), st.sampled_from(["characters", "utf16", "bytes"]))
def test_split_text_loses_no_word_and_respects_the_limit(text, limit, measure):
    pieces = split_text(text, limit, measure=measure)
    sizes = {"characters": len, "utf16": lambda p: len(p.encode("utf-16-le", "surrogatepass")) // 2,
             "bytes": lambda p: len(p.encode("utf-8", "surrogatepass"))}  # fmt: skip
    assert all(sizes[measure](piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_split_text_prefers_paragraphs_over_words():
    assert split_text("First part.\n\nSecond part here.", 20) == ["First part.", "Second part here."]
