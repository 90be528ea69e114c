"""Two people, or two clicks, at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from catalog.imports.apply import ImportRefused, Upload, run_import
from catalog.imports.uploads import confirm_upload, record_mail_import, show_upload
from catalog.models import Product, ProductImport
from lib.errors import DomainError
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope

FILE = Upload("list.csv", b"name,price\nBread,12\nCake,5\n")


def at_once(shop, work, times=4):
    """What each of the threads came back with, refusals by their code."""

    def run(_place):
        try:
            with tenant_scope(shop):
                return work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_one_file_imported_at_the_same_moment_makes_each_product_once(shop):
    plans = at_once(shop, lambda: len(run_import(shop, FILE, actor="x").changes))
    with tenant_scope(shop):
        assert (sorted(plans), Product.objects.count(), AuditEvent.objects.count()) == ([0, 0, 0, 2], 2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_yes_applies_once(shop):
    with tenant_scope(shop):
        row, plan = show_upload(shop, FILE, actor="x")
    found = at_once(shop, lambda: bool(confirm_upload(row, actor="x", agreed=plan.fingerprint())))
    with tenant_scope(shop):
        assert sorted(map(str, found)) == ["True", *["already_settled"] * 3]
        assert (Product.objects.count(), AuditEvent.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_one_mail_read_by_two_is_imported_once(shop):
    at_once(shop, lambda: record_mail_import(shop, FILE, actor="x", mail_key="k:0").pk)
    with tenant_scope(shop):
        assert (ProductImport.objects.count(), Product.objects.count(), AuditEvent.objects.count()) == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_plan_for_an_older_catalogue_is_refused_when_it_is_its_turn(shop):
    with tenant_scope(shop):
        _row, plan = show_upload(shop, FILE, actor="x")
        run_import(shop, FILE, actor="x")
        with pytest.raises(ImportRefused) as refusal:
            run_import(shop, FILE, actor="y", agreed=plan.fingerprint())
    assert refusal.value.code == "changed_meanwhile"
