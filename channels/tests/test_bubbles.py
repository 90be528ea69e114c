import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.bubbles import MOST, bubbles, cut, pause_before

SENTENCE = "This is a sentence that says something about chicken wings and how they are sold here. "


def bare(text):
    return "".join(text.split())


def test_a_short_answer_stays_one_message():
    assert bubbles("Yes, we are open until six.") == ["Yes, we are open until six."]


def test_paragraphs_become_bubbles():
    assert bubbles("Hello!\n\nWe have wings.\n\nHow many?") == ["Hello!", "We have wings.", "How many?"]


def test_a_long_paragraph_is_cut_at_sentences():
    pieces = bubbles(SENTENCE * 6)
    assert len(pieces) == 2
    assert all(piece.endswith("here.") for piece in pieces)


def test_a_list_stays_in_one_piece():
    order = "\n".join(f"- {number} kg of something that has a long name indeed" for number in range(20))
    assert bubbles(f"Your order:\n{order}") == [f"Your order:\n{order}"]


def test_more_than_four_are_joined():
    pieces = bubbles("\n\n".join(f"Paragraph {number}" for number in range(12)))
    assert len(pieces) == MOST


@given(st.text(alphabet=st.sampled_from("ab .!?\n-1é😀א"), max_size=3000))
def test_nothing_is_ever_dropped(text):
    pieces = bubbles(text)
    assert bare("".join(pieces)) == bare(text)
    assert len(pieces) <= MOST


@given(st.text(alphabet=st.sampled_from("ab .!?\n😀א"), max_size=1500), st.booleans())
def test_every_piece_fits_whatever_is_counted(text, is_paced):
    pieces = cut(text, 100, measure="bytes", is_paced=is_paced)
    assert all(len(piece.encode()) <= 100 for piece in pieces)
    assert bare("".join(pieces)) == bare(text)


@pytest.mark.parametrize(("length", "seconds"), [(0, 0.8), (100, 2.0), (1000, 3.0)])
def test_pauses_are_those_of_a_person(length, seconds):
    assert pause_before("x" * length) == seconds
