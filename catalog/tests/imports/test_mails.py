import re
import smtplib
from email.message import EmailMessage

import pytest
from django.core import mail as outbox_of_mail
from django.core.management import CommandError, call_command

from catalog.imports import mails as mail_imports
from catalog.imports.imap_mailbox import MailboxError
from catalog.imports.mails import Outcome, poll_mailbox
from catalog.models import ImportSender, Product, ProductImport
from catalog.tasks import poll_mail
from catalog.testing.fake_imap import PASSWORD, FakeImap
from catalog.tests.factories import ProductFactory
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import rows_of

DANA = "dana@valdman.example"
PASSED = "mx.example; dmarc=pass header.from=valdman.example"
LIST = "sku,name,price\nA,Bread,12\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with FakeImap(tmp_path_factory.mktemp("imap")) as fake:
        yield fake


@pytest.fixture
def imap(server, settings):
    server.mails.clear()
    server.commands.clear()
    settings.IMAP_URL, settings.IMAP_CA_FILE = server.url, str(server.ca_file)
    settings.IMAP_AUTHSERV_ID = "mx.example"
    return server


@pytest.fixture
def bread(shop, imap):
    with tenant_scope(shop):
        ImportSender.objects.create(tenant=shop, address="Dana@Valdman.example")
        return ProductFactory(tenant=shop, sku="A", name="Bread")


def letter(text=LIST, *, sender=DANA, proof=PASSED, subject="Prices", key="<1@x>", name="prices.csv", **headers):
    message = EmailMessage()
    if proof:
        message["Authentication-Results"] = proof
    message["From"], message["To"], message["Subject"] = sender, "lists@shop.example", subject
    if key:
        message["Message-ID"] = key
    for header, value in headers.items():
        message[header.replace("_", "-")] = value
    message.set_content("The new prices")
    for file in [text] if isinstance(text, str) else text:
        message.add_attachment(file.encode(), maintype="text", subtype="csv", filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


def price(shop):
    with tenant_scope(shop):
        return Product.objects.get(sku="A").price


def letters():
    return outbox_of_mail.outbox


def test_a_list_of_a_known_and_proven_sender_is_imported_and_answered(imap, shop, bread):
    stored = imap.receive(letter())
    assert poll_mailbox() == {Outcome.IMPORTED: 1}
    assert (price(shop), stored.flags) == (12, {r"\Seen"})
    (answer,) = letters()
    assert (answer.to, answer.subject) == ([DANA], "Re: Prices")
    assert answer.extra_headers["In-Reply-To"] == "<1@x>"
    assert answer.extra_headers["Auto-Submitted"] == "auto-replied"
    assert "Bread [A]" in answer.body
    assert re.search(r"10\.00.* → .*12\.00", answer.body)


def test_the_same_mail_again_imports_and_answers_nothing(imap, shop, bread):
    for _ in range(2):
        imap.receive(letter())
    poll_mailbox()
    imap.receive(letter())
    poll_mailbox()
    with tenant_scope(shop):
        assert ProductImport.objects.count() == 1
    assert len(letters()) == 1


def test_a_mail_without_an_id_is_known_by_what_it_says(imap, shop, bread):
    raw = letter(key="")
    for _ in range(2):
        imap.receive(raw)
    poll_mailbox()
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ({"sender": "eve@evil.example", "proof": "mx.example; dmarc=pass header.from=evil.example"}, Outcome.STRANGER),
        ({"proof": ""}, Outcome.UNPROVEN), ({"proof": "mx.evil.example; dmarc=pass"}, Outcome.UNPROVEN),
        ({"proof": "mx.example; dmarc=fail header.from=valdman.example"}, Outcome.UNPROVEN),
        ({"sender": f"{DANA}, eve@evil.example"}, Outcome.STRANGER),
        ({"Auto_Submitted": "auto-replied"}, Outcome.AUTOMATIC),
    ],
)  # fmt: skip
def test_nobody_else_changes_anything_or_is_answered(imap, shop, bread, options, outcome):
    before = rows_of(shop)
    stored = imap.receive(letter(**options))
    assert poll_mailbox() == {outcome: 1}
    assert (rows_of(shop), letters(), stored.flags) == (before, [], {r"\Seen"})


def test_a_list_with_wrong_lines_changes_nothing_and_the_answer_says_what_to_do(imap, shop, bread):
    imap.receive(letter("sku,price\nA,12\nB,x\n"))
    assert poll_mailbox() == {Outcome.REFUSED: 1}
    assert price(shop) == 10
    assert "3, price: x" in letters()[0].body
    with tenant_scope(shop):
        assert ProductImport.objects.get().status == "refused"


@pytest.mark.parametrize(("text", "name"), [([], ""), (LIST, "prices.pdf")])
def test_a_mail_without_a_list_is_answered(imap, shop, bread, text, name):
    imap.receive(letter(text, name=name))
    assert poll_mailbox() == {Outcome.NO_FILE: 1}
    assert ".xlsx" in letters()[0].body


def test_one_bad_mail_does_not_stop_the_others(imap, shop, bread, monkeypatch):
    read = mail_imports.read_mail
    monkeypatch.setattr(mail_imports, "read_mail", lambda raw: 1 / 0 if b"bad one" in raw else read(raw))
    bad = imap.receive(letter(subject="bad one", key="<0@x>"))
    imap.receive(b"\xff\x00 no mail at all")
    imap.receive(letter())
    assert poll_mailbox() == {Outcome.BROKEN: 1, Outcome.STRANGER: 1, Outcome.IMPORTED: 1}
    assert (price(shop), bad.flags) == (12, {r"\Seen", r"\Flagged"})


def test_a_report_that_could_not_be_sent_is_sent_at_the_next_look_without_another_import(
    imap, shop, bread, monkeypatch
):
    stored = imap.receive(letter())

    def refuse(self):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(mail_imports.Answer, "send", refuse)
        assert poll_mailbox() == {Outcome.LATER: 1}
    assert (price(shop), stored.flags, letters()) == (12, set(), [])
    with tenant_scope(shop):
        Product.objects.update(price=20)
    assert poll_mailbox() == {Outcome.IMPORTED: 1}
    assert (price(shop), len(letters()), stored.flags) == (20, 1, {r"\Seen"})


def test_several_lists_in_one_mail_are_imported_and_reported_together(imap, shop, bread):
    imap.receive(letter([LIST, "sku,name,price\nB,Cake,5\n"]))
    poll_mailbox()
    with tenant_scope(shop):
        assert Product.objects.count() == 2
    assert len(letters()) == 1


def test_a_sender_of_two_shops_names_the_one_they_mean(imap, shop, other_shop, bread):
    with tenant_scope(other_shop):
        ImportSender.objects.create(tenant=other_shop, address=DANA)
    imap.receive(letter(key="<2@x>"))
    assert poll_mailbox() == {Outcome.WHICH_SHOP: 1}
    assert "[charlie], [valdman]" in letters()[0].body
    imap.receive(letter(key="<3@x>", subject="Prices [Charlie]"))
    assert poll_mailbox() == {Outcome.IMPORTED: 1}
    assert price(shop) == 10
    assert price(other_shop) == 12


def test_a_subject_cannot_name_a_shop_that_does_not_know_the_sender(imap, shop, other_shop, bread):
    before = rows_of(other_shop)
    imap.receive(letter(subject="[charlie] prices"))
    poll_mailbox()
    assert rows_of(other_shop) == before


def test_a_mailbox_that_does_not_answer_is_named_without_its_password(imap, bread, settings):
    settings.IMAP_URL = imap.url.replace("p%2Fss", "s3cret")
    with pytest.raises(MailboxError) as error:
        poll_mailbox()
    assert "s3cret" not in str(error.value)
    settings.IMAP_URL, settings.IMAP_CA_FILE = imap.url, ""
    with pytest.raises(MailboxError, match="CERTIFICATE_VERIFY_FAILED"):
        poll_mailbox()
    assert poll_mail() == 0


def test_the_command_says_what_became_of_the_mails(imap, bread, capsys, settings):
    imap.receive(letter())
    imap.receive(letter(sender="eve@evil.example"))
    call_command("mail_poll")
    assert capsys.readouterr().out.splitlines() == ["1 imported", "1 from an unknown sender"]
    call_command("mail_poll")
    assert capsys.readouterr().out == "No new mail.\n"
    settings.IMAP_URL = ""
    with pytest.raises(CommandError, match="IMAP_URL"):
        call_command("mail_poll")
    assert poll_mail() == 0


def test_reading_marks_nothing_and_the_password_is_not_written_down(imap, bread):
    imap.receive(letter())
    poll_mailbox()
    assert [command.split()[0] for command in imap.commands] == [
        "CAPABILITY", "LOGIN", "SELECT", "UID", "UID", "UID", "UID", "LOGOUT"
    ]  # fmt: skip
    with scopes_disabled():
        assert PASSWORD not in str(list(ProductImport.objects.values()))


def test_a_mail_that_is_too_large_is_not_fetched(imap, bread, monkeypatch):
    monkeypatch.setattr("catalog.imports.imap_mailbox.MOST_BYTES", 500)
    imap.receive(letter())
    assert poll_mailbox() == {Outcome.NO_FILE: 1}
    assert "UID FETCH 1 (BODY.PEEK[HEADER])" in imap.commands
