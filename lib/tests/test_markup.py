import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.markup import html_to_text, plain_name


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("a<script>evil()</script>b<style>x{}</style>c", "abc"),
        ("<svg/>after<iframe/>", "after"),
        ("<table><tr><td>Size</td><td>L</td></tr></table>", "Size L"),
        ("5 &lt; 6 &amp; &euro;3", "5 < 6 & €3"),
        ("[vc_row css=\"a\"]Text[/vc_row] [sic] [1]", "Text [sic] [1]"),
        ("a<![if !IE]>b<![endif]>c", "abc"),
        ("a<![;", "a<![;"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_becomes_the_text_that_people_see(markup, text):
    assert html_to_text(markup) == text


def test_names_keep_their_ampersands_and_lose_their_tags():
    assert plain_name("Salt &amp; Pepper") == "Salt & Pepper"
    assert plain_name("Big<br>Mug <em>red</em>") == "Big Mug red"


@given(st.text("<>/&;a b\n\"'=!-[]\x00", max_size=60))
def test_nothing_that_a_shop_writes_breaks_it(markup):
    assert "\x00" not in html_to_text(markup)
    assert "\n" not in plain_name(markup)
