"""All data of a shop in one file: complete, safe to open, for owners, for some days."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from conversations.models import Customer
from conversations.tests.factories import ConversationFactory, MessageFactory
from orders.tests.factories import make_order
from tenants.exports import services, tables
from tenants.exports.services import (
    forget_exports,
    list_waiting,
    outdate_exports,
    request_export,
    run_export,
)
from tenants.models import AuditEvent, DataExport, Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/settings/exports/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def owner(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)


def read(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    settings = json.loads(texts.pop("settings.json"))
    return settings, {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}


def test_the_file_holds_everything_of_the_shop_and_nothing_of_another(client, shop, other_shop, owner, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 2)
    with tenant_scope(other_shop):
        make_order(other_shop)
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        for text in ("=HYPERLINK(1)", "שלום", 'a,b\n"c"', "+972", "plain"):
            MessageFactory(tenant=shop, conversation=conversation, text=text)
        orders = [make_order(shop) for _ in range(3)]
    assert client.post(PAGE + "add").status_code == 302
    assert client.post(PAGE + "add").status_code == 302
    with tenant_scope(shop):
        row = DataExport.objects.get()
        assert list_waiting() == [(shop.pk, str(row.public_id))]
        for _ in range(2):
            run_export(row.public_id)
        row.refresh_from_db()
        assert (row.state, row.size > 0, row.attempts) == ("ready", True, 1)
        customers = Customer.objects.count()
    answer = client.get(f"{PAGE}{row.public_id}")
    settings, found = read(b"".join(answer.streaming_content))
    assert "attachment" in answer["Content-Disposition"]
    assert (settings["slug"], settings["currency"]) == ("valdman", "ILS")
    assert [line["number"] for line in found["orders.csv"]] == [order.number for order in orders]
    assert len(found["customers.csv"]) == customers
    texts = [line["text"] for line in found["messages.csv"]]
    assert texts[:5] == ["'=HYPERLINK(1)", "שלום", 'a,b\n"c"', "'+972", "plain"]
    assert {"conversations.csv", "order_lines.csv", "products.csv", "usage.csv"} <= set(found)
    assert row.rows == sum(map(len, found.values()))
    with tenant_scope(shop):
        assert set(AuditEvent.objects.values_list("action", flat=True)) == {"export_requested", "export_downloaded"}
    assert "Download" in client.get(PAGE).content.decode()


def test_a_failure_is_tried_again_and_then_told(client, shop, owner, monkeypatch):
    def fail(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(services, "write_export", fail)
    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        states = []
        for _ in range(3):
            run_export(row.public_id)
            states.append(DataExport.objects.get().state)
        assert states == ["waiting", "waiting", "failed"]
    assert "Failed" in client.get(PAGE).content.decode()


def test_a_crash_leaves_the_export_to_the_next_worker(shop):
    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        DataExport.objects.update(held_until=timezone.now() + timedelta(seconds=30))
        run_export(row.public_id)
        assert (DataExport.objects.get().state, list_waiting()) == ("waiting", [])
        DataExport.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        run_export(row.public_id)
        assert DataExport.objects.get().state == "ready"


def files(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_what_a_killed_worker_had_written_goes_with_the_next_one(shop, folder):
    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        run_export(row.public_id)
        # As a kill leaves it between the file and the row that would have named it.
        DataExport.objects.update(state="waiting", file="", held_until=timezone.now() - timedelta(seconds=1))
        run_export(row.public_id)
        assert DataExport.objects.get().state == "ready"
    assert files(folder) == [f"{row.public_id}-2.zip"]


def test_an_export_that_was_under_way_when_somebody_was_erased_begins_anew(shop, folder, monkeypatch):
    write = services.write_export

    def interrupted(*args, **values):
        outdate_exports()
        return write(*args, **values)

    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        with monkeypatch.context() as patched:
            patched.setattr(services, "write_export", interrupted)
            run_export(row.public_id)
        assert (DataExport.objects.get().state, files(folder)) == ("waiting", [])
        run_export(row.public_id)
        assert (DataExport.objects.get().state, len(files(folder))) == ("ready", 1)


def test_old_files_go(shop, folder):
    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        run_export(row.public_id)
        path = Path(DataExport.objects.get().file.path)
        assert (forget_exports(), path.exists()) == (0, True)
        DataExport.objects.update(created_at=timezone.now() - timedelta(days=8))
        assert (forget_exports(), path.exists(), DataExport.objects.count()) == (1, False, 0)


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, None])
def test_only_owners_take_the_data_with_them(client, shop, charlie, role):
    with tenant_scope(shop):
        row = request_export(shop, actor="dana")
        row.file.save("x.zip", ContentFile(b"x"), save=False)
        row.state = "ready"
        row.save()
        user = MembershipFactory(tenant=shop, role=role).user if role else charlie
    client.force_login(user)
    before, status = rows_of(shop), 403 if role else 404
    codes = {client.get(PAGE).status_code, client.post(PAGE + "add").status_code}
    codes.add(client.get(f"{PAGE}{row.public_id}").status_code)
    assert codes == {status}
    if role is None:
        assert client.get(f"/panel/charlie/settings/exports/{row.public_id}").status_code == 404
    assert rows_of(shop) == before
