import pytest

from lib.filetype import sniff


@pytest.mark.parametrize(
    ("content", "declared", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "text/html", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40), "", "image/jpeg"),
        (b"GIF89a" + bytes(30), "", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(30), "", "image/webp"),
        (b"#!AMR\n" + bytes(30), "", "audio/amr"),
        (b"%PDF-1.7" + bytes(30), "image/png", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", ""),
        (b"MZ" + bytes(60), "image/png", ""),
        (b"just words", "text/plain; charset=utf-8", "text/plain"),
        (b"just\x00words", "text/plain", ""),
        (b"", "image/png", ""),
    ],
)
def test_a_file_is_what_its_bytes_are(content, declared, kind):
    assert sniff(content, declared=declared) == kind
