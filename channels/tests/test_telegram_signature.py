import pytest

from channels.telegram.signature import HEADER, verify


def test_the_secret_itself_is_right():
    assert verify(headers={HEADER: "s3cret"}, secret="s3cret")


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "S3cret"}, {HEADER: "s3cret "}, {HEADER: "סוד"}])
def test_anything_else_is_wrong(headers):
    assert not verify(headers=headers, secret="s3cret")


def test_an_empty_secret_is_never_right():
    assert not verify(headers={HEADER: ""}, secret="")
    assert not verify(headers={}, secret="")
