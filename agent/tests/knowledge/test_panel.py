"""Managers write down what the agent knows; staff and strangers do not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agent.knowledge.models import Document, FaqEntry
from agent.knowledge.services import add_document, save_faq
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/knowledge/"
GIVEN = {"question": "Is there parking?", "answer": "Yes, behind the shop.", "language": "en"}


def log_in(client, shop, role):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


def upload(name="rules.txt", content=b"Dogs may wait in front of the shop."):
    return SimpleUploadedFile(name, content)


def test_a_question_is_added_changed_tried_and_deleted(client, shop):
    log_in(client, shop, Role.MANAGER)
    assert client.post(f"{PAGE}faqs", GIVEN).status_code == 302
    with tenant_scope(shop):
        entry = FaqEntry.objects.get()
        found = client.get(PAGE, {"q": "is there parking?"}).content.decode()
        assert "Yes, behind the shop." in found
        assert "Nothing is found" in client.get(PAGE, {"q": "who won the world cup?"}).content.decode()
        changed = {f"{entry.public_id}-{name}": value for name, value in (GIVEN | {"answer": "No."}).items()}
        assert client.post(f"{PAGE}faqs/{entry.public_id}", changed).status_code == 302
        entry.refresh_from_db()
        assert entry.answer == "No."
        client.post(f"{PAGE}faqs/{entry.public_id}", {"delete": "1"})
        assert not FaqEntry.objects.exists()


def test_a_document_is_uploaded_and_deleted(client, shop):
    log_in(client, shop, Role.OWNER)
    assert client.post(f"{PAGE}documents", {"title": "Rules", "file": upload()}).status_code == 302
    with tenant_scope(shop):
        row = Document.objects.get()
        assert (row.title, row.kind, row.passages.get().text) == (
            "Rules", "text", "Dogs may wait in front of the shop."
        )  # fmt: skip
        client.post(f"{PAGE}documents/{row.public_id}")
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("place", "data", "words"),
    [
        ("faqs", GIVEN | {"answer": ""}, "required"),
        ("faqs", GIVEN | {"language": "xx"}, "valid choice"),
        ("documents", {"title": "x"}, "required"),
        ("documents", {"file": ("a.pdf", b"%PDF-1.4 broken")}, "damaged"),
        ("documents", {"file": ("a.bin", b"\x00\x01")}, "neither text nor a PDF"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, shop, place, data, words):
    log_in(client, shop, Role.MANAGER)
    before = rows_of(shop)
    sent = {name: upload(*value) if name == "file" else value for name, value in data.items()}
    answer = client.post(PAGE + place, sent)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert rows_of(shop) == before


@pytest.mark.parametrize("role", [Role.AGENT, None])
def test_only_managers_open_the_page(client, shop, charlie, role):
    with tenant_scope(shop):
        entry = save_faq(shop, question="Is there parking?", answer="Yes.", language="en", actor="dana")
        document = add_document(shop, name="a.txt", content=b"Some words.", actor="dana")
    if role:
        log_in(client, shop, role)
    else:
        client.force_login(charlie)
    before, status = rows_of(shop), 403 if role else 404
    assert client.get(PAGE).status_code == status
    places = ["faqs", f"faqs/{entry.public_id}", "documents", f"documents/{document.public_id}"]
    assert {client.post(PAGE + place, GIVEN | {"delete": "1"}).status_code for place in places} == {status}
    if role is None:
        own = [place.replace("valdman", "charlie") for place in (PAGE + places[1], PAGE + places[3])]
        assert [client.post(place, {"delete": "1"}).status_code for place in own] == [404, 404]
    assert rows_of(shop) == before
