from email import message_from_string, policy

import pytest

from catalog.imports.mail_proof import is_proven, sender_of

OWN = "mx.shop.example"
PASS = f"{OWN}; dmarc=pass header.from=bakery.example"


def mail(*results, sender="Dana <dana@bakery.example>", more=""):
    lines = [f"Authentication-Results: {result}" for result in results]
    text = "\n".join([*lines, *([f"From: {sender}"] if sender else []), *([more] if more else []), "", "hello"])
    return message_from_string(text, policy=policy.default)


@pytest.mark.parametrize(
    "result",
    [
        PASS, f"{OWN} 1; dmarc=pass (p=reject (strict)) header.from=bakery.example", f"{OWN.upper()}; DMARC=PASS",
        f"{OWN}; spf=pass smtp.mailfrom=x@y.example; dkim=pass header.d=bakery.example",
        f"{OWN}; dkim=fail header.d=bakery.example; dkim=pass header.i=@bakery.example; dmarc=none",
    ],
)  # fmt: skip
def test_what_the_own_server_found_counts(result):
    assert is_proven(mail(result), authserv_id=OWN)


@pytest.mark.parametrize(
    "results",
    [
        [], ["mx.evil.example; dmarc=pass header.from=bakery.example"], [f"{OWN}; none"],
        [f"{OWN}; dmarc=fail header.from=bakery.example; dkim=pass header.d=bakery.example"],
        [f"{OWN}; dmarc=pass header.from=evil.example"], [f"{OWN}; dkim=pass header.d=evil.example"],
        [f"{OWN}; dkim=pass header.d=example"], [f"{OWN}; spf=pass smtp.mailfrom=dana@bakery.example"],
        [f"{OWN}; dkim=fail header.d=bakery.example", PASS],
        [f'{OWN}; x=fail reason="; dmarc=pass"'], [f"{OWN}; x=fail (; dmarc=pass)"],
        [f"{OWN}.evil.example; dmarc=pass"], [f"evil; {OWN}; dmarc=pass"],
    ],
)  # fmt: skip
def test_anything_else_proves_nothing(results):
    assert not is_proven(mail(*results), authserv_id=OWN)


def test_the_topmost_header_of_the_own_server_counts_also_below_those_of_others():
    assert is_proven(mail("mx.other.example; dmarc=fail", PASS, f"{OWN}; dmarc=fail"), authserv_id=OWN)


def test_without_the_servers_name_nobody_is_proven():
    assert not is_proven(mail(PASS, "; dmarc=pass"), authserv_id="")


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Dana <Dana@Bakery.example>", "dana@bakery.example"),
        ('"boss@bakery.example" <x@evil.example>', "x@evil.example"),
        ("a@b.example, c@d.example", ""), ("", ""), ("nobody", ""), ("a@localhost", ""), ("<>", ""),
    ],
)  # fmt: skip
def test_a_mail_has_one_sender_or_none(sender, address):
    assert sender_of(mail(sender=sender)) == address


def test_two_from_lines_are_no_sender():
    assert sender_of(mail(more="From: dana@bakery.example", sender="x@evil.example")) == ""
