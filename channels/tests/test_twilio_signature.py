import hashlib
import subprocess
import sys
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from channels.base import Delivery
from channels.testing.fake_twilio import AUTH_TOKEN, inbound_form, sign
from channels.twilio.signature import RETRIES, verify

URL = "https://shop.example.com/webhooks/twilio/6f9a"
FORM = "application/x-www-form-urlencoded"
BODY = inbound_form(Body="שלום + & =", ProfileName="", MediaContentType0="")
SHA256 = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}


def delivery(signature, *, body=BODY, url=URL, content_type=FORM, **headers):
    return Delivery(body, {"X-Twilio-Signature": signature, **headers}, url, content_type)


def signed(url=URL, body=BODY, **how):
    return sign(url, parse_qsl(body.decode(), keep_blank_values=True), **how)


def json_signed(body, *, url=f"{URL}?"):
    url = f"{url}bodySHA256={hashlib.sha256(body).hexdigest()}"
    return delivery(sign(url, []), body=body, url=url, content_type="application/json; charset=utf-8")


def test_twilios_library_and_our_own_reckoning_agree():
    fields = dict(parse_qsl(BODY.decode(), keep_blank_values=True))
    assert RequestValidator(AUTH_TOKEN).compute_signature(URL, fields) == signed()


def test_the_example_of_twilios_documentation():
    body = b"CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212"
    given = delivery("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", body=body, url="https://mycompany.com/myapp.php?foo=1&bar=2")
    assert verify(given, secret="12345")


def test_a_signed_form_is_genuine():
    assert verify(delivery(signed()), secret=AUTH_TOKEN)
    assert verify(delivery(signed(), content_type=f"{FORM}; charset=UTF-8"), secret=AUTH_TOKEN)


def test_names_of_headers_have_no_case():
    assert verify(Delivery(BODY, {"x-twilio-signature": signed()}, URL, FORM), secret=AUTH_TOKEN)


def test_repeated_fields_count_once_each():
    body = b"MediaUrl=b&MediaUrl=a&MediaUrl=b&Body="
    assert verify(
        delivery(sign(URL, [("Body", ""), ("MediaUrl", "a"), ("MediaUrl", "b")]), body=body), secret=AUTH_TOKEN
    )


@pytest.mark.parametrize(
    ("called", "registered"),
    [
        ("https://shop.example.com:443/w", "https://shop.example.com/w"),
        ("https://shop.example.com/w", "https://shop.example.com:443/w"),
        ("http://shop.example.com:80/w", "http://shop.example.com/w"),
        ("https://shop.example.com:8443/w", "https://shop.example.com:8443/w"),
        (f"{URL}?a=1&b=%20x+y", f"{URL}?a=1&b=%20x+y"),
        (URL + RETRIES, URL),
        (f"{URL}?a=1{RETRIES}", f"{URL}?a=1"),
    ],
)
def test_the_port_and_our_fragment_may_be_in_the_address_or_not(called, registered):
    assert verify(delivery(signed(called), url=registered), secret=AUTH_TOKEN)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com/webhooks/twilio/6f9a",
        "https://internal:8000/webhooks/twilio/6f9a",
        "https://shop.example.com/webhooks/twilio/6f9a/",
        f"{URL}?a=1",
        "https://shop.example.com:99999/w",
        "",
    ],
)
def test_another_address_is_not_what_was_signed(url):
    assert not verify(delivery(signed(), url=url), secret=AUTH_TOKEN)


def test_what_a_proxy_says_changes_nothing():
    told = {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "http", "Host": "internal:8000"}
    assert verify(delivery(signed(), **told), secret=AUTH_TOKEN)
    assert not verify(delivery(signed("http://evil.example.com/webhooks/twilio/6f9a"), **told), secret=AUTH_TOKEN)


@pytest.mark.parametrize("change", [b"x", b"&Body=Hi", b"&New="])
def test_a_changed_form_is_refused(change):
    assert not verify(delivery(signed(), body=BODY + change), secret=AUTH_TOKEN)


@pytest.mark.parametrize("signature", ["", "x", "ש" * 28, signed()[:-1], signed().lower(), signed(token="other")])
def test_a_wrong_signature_is_refused(signature):
    assert not verify(delivery(signature), secret=AUTH_TOKEN)


def test_an_empty_secret_proves_nothing():
    assert not verify(delivery(signed(token="")), secret="")


def test_no_signature_is_refused():
    assert not verify(Delivery(BODY, {}, URL, FORM), secret=AUTH_TOKEN)


def test_sha256_is_taken_when_its_header_says_so():
    stronger = signed(algorithm="sha256")
    assert verify(delivery(stronger, **SHA256), secret=AUTH_TOKEN)
    assert not verify(delivery(stronger), secret=AUTH_TOKEN)
    assert not verify(delivery(signed(), **SHA256), secret=AUTH_TOKEN)
    assert not verify(delivery(signed(algorithm="sha256", token="shared key"), **SHA256), secret=AUTH_TOKEN)


@pytest.mark.parametrize("algorithm", ["HMAC_MD5", "none", ""])
def test_an_unknown_algorithm_is_not_taken(algorithm):
    asked = {"X-Twilio-Webhooks-Signature-Settings": f"key=k,algorithm={algorithm}"}
    md5 = signed(algorithm="md5")
    assert not verify(delivery(md5, **asked), secret=AUTH_TOKEN)


def test_json_is_proven_by_the_address_and_the_hash_in_it():
    body = '{"Body": "שלום"}'.encode()
    assert verify(json_signed(body), secret=AUTH_TOKEN)
    assert verify(json_signed(body, url=f"{URL}?a=1&"), secret=AUTH_TOKEN)


def test_changed_json_is_refused():
    given = json_signed(b'{"Body": "Hello"}')
    changed = Delivery(b'{"Body": "Hullo"}', given.headers, given.url, given.content_type)
    assert not verify(changed, secret=AUTH_TOKEN)


def test_json_without_its_hash_is_refused():
    assert not verify(delivery(sign(URL, []), body=b"{}", content_type="application/json"), secret=AUTH_TOKEN)
    assert not verify(delivery(sign(f"{URL}?bodySHA256=", []), body=b"{}", url=f"{URL}?bodySHA256=",
                               content_type="application/json"), secret=AUTH_TOKEN)  # fmt: skip


@pytest.mark.parametrize("content_type", [FORM, "application/json"])
def test_bytes_that_are_no_text_are_refused(content_type):
    url = f"{URL}?bodySHA256={hashlib.sha256(bytes([255, 254])).hexdigest()}"
    assert not verify(delivery(sign(url, []), body=b"\xff\xfe", url=url, content_type=content_type), secret=AUTH_TOKEN)


def test_a_form_of_very_many_fields_is_refused():
    body = b"&".join(b"a=%d" % number for number in range(2000))
    assert not verify(delivery(signed(body=body), body=body), secret=AUTH_TOKEN)


def test_the_signature_library_brings_no_client_along():
    unwanted = "{'aiohttp', 'requests', 'twilio.rest'}"
    code = f"import sys, twilio.request_validator; sys.exit(bool({unwanted} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
