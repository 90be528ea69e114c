"""A file meets the catalogue: what it would do, and doing it, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel.core import Locale
from babel.numbers import get_decimal_symbol
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.imports.headers import NAMES, TRANSLATED, BadHeaders
from catalog.imports.pasted import LINES, read_pasted
from catalog.imports.plan import Change, Kind, Known, Plan, RowError, Shop, make_plan
from catalog.imports.read_table import Table, UnreadableFile, clean_text, read_table
from catalog.models import Product
from catalog.selectors import list_store_products, lock_products
from catalog.services import save_product
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit

# The fields of products that files may name; those of the list that products have.
FIELDS = [name for name in NAMES if name in {field.name for field in Product._meta.get_fields()}]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Upload:
    """A file and how it is meant: `hide_missing` takes what it leaves out off the shelf, `skip_errors` goes on
    without the lines that are wrong."""

    name: str
    content: bytes
    hide_missing: bool = False
    skip_errors: bool = False


class ImportRefused(DomainError):
    """Nothing was changed. `plan` says why, line by line, where the file could be read."""

    def __init__(self, code: str, message: str, plan: Plan | None = None, **facts: Any) -> None:
        super().__init__(code, message, **facts)
        self.plan = plan


def plan_import(tenant: Tenant, upload: Upload) -> Plan:
    """What the file would do now; nothing is written. Raises ImportRefused (`bad_file`, `bad_headers`)."""
    try:
        table = _table(upload, tenant)
        return make_plan(table, _known(), shop=_shop(tenant), hide_missing=upload.hide_missing)
    except UnreadableFile as error:
        raise ImportRefused("bad_file", error.code, reason=error.code, **error.facts) from error
    except BadHeaders as error:
        raise ImportRefused("bad_headers", error.code, reason=error.code, **error.facts) from error


@transaction.atomic
def run_import(
    tenant: Tenant, upload: Upload, *, actor: str, agreed: str = "", progress: Progress | None = None
) -> Plan:
    """Do it, in one transaction; returns what was done. `agreed` is the fingerprint of the plan somebody said yes to.

    Raises ImportRefused, and then nothing has changed: `errors` in some line, `changed_meanwhile` when the catalogue
    is not what the plan was made for, `bad_file`, `bad_headers`.
    """
    # One import of a shop at a time. Orders and messages only refer to the shop, and go on meanwhile.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    plan = plan_import(tenant, upload)
    if agreed and plan.fingerprint() != agreed:
        raise ImportRefused("changed_meanwhile", "The catalogue has changed since this was shown.", plan)
    if plan.errors and (upload.hide_missing or not upload.skip_errors):
        # A line that is wrong may mean a product that would then be hidden.
        raise ImportRefused("errors", f"{len(plan.errors)} lines are wrong.", plan)
    failed = _write(tenant, plan, progress, skip_errors=upload.skip_errors)
    done = _without(plan, failed)
    if done.changes:
        counts = {kind.value: len(done.of(kind)) for kind in Kind}
        record_audit(tenant, actor=actor, action="products imported", target=upload.name[:150], **counts)
    return done


def _table(upload: Upload, tenant: Tenant) -> Table:
    if upload.name == LINES:
        return read_pasted(upload.content.decode(), currency=tenant.currency)
    return read_table(upload.content, name=upload.name)


def _write(tenant: Tenant, plan: Plan, progress: Progress | None, *, skip_errors: bool) -> list[RowError]:
    locked = _lock(plan)
    failed: list[RowError] = []
    for done, change in enumerate(plan.changes, start=1):
        try:
            _save(tenant, change, locked.get(change.pk or 0))
        except ValidationError as error:
            failed.append(_row_error(change, error))
        if progress:
            progress(done, len(plan.changes))
    if failed and not skip_errors:
        raise ImportRefused("errors", f"{len(failed)} lines are wrong.", _without(plan, failed))
    return failed


def _lock(plan: Plan) -> dict[int, Product]:
    """The products to change, locked: an order that takes stock meanwhile waits, or has been seen by the plan."""
    rows = lock_products(change.pk for change in plan.changes if change.pk)
    for change in plan.changes:
        now = values_of(rows[change.pk]) if change.pk else {}
        if change.pk and any(now.get(field.field, "") != field.old for field in change.fields):
            raise ImportRefused("changed_meanwhile", "The catalogue has changed since the file was read.", plan)
    return rows


def _save(tenant: Tenant, change: Change, product: Product | None) -> None:
    plain = {field.field: field.new for field in change.fields if ":" not in field.field}
    translations = {code: dict(texts) for code, texts in (product.translations if product else {}).items()}
    for field in change.fields:
        name, _, language = field.field.partition(":")
        if language:
            _translate(translations, language, name, field.new)
    save_product(tenant, product=product, **plain, translations=translations)


def _translate(translations: dict[str, dict[str, str]], language: str, name: str, text: str) -> None:
    texts = translations.setdefault(language, {})
    if text:
        texts[name] = text
    else:
        texts.pop(name, None)
    if not texts:
        translations.pop(language)


def _without(plan: Plan, failed: Sequence[RowError]) -> Plan:
    lines = {error.line for error in failed}
    kept = [change for change in plan.changes if not change.line or change.line not in lines]
    return replace(plan, changes=kept, errors=[*plan.errors, *failed])


def _row_error(change: Change, error: ValidationError) -> RowError:
    """What the model refused although the cell could be read; its own words say why."""
    column, messages = next(iter(error.message_dict.items()))
    return RowError(change.line, column, "refused", facts={"reason": " ".join(messages)})


def _known() -> list[Known]:
    theirs, ours = set(list_store_products()), Product.objects.filter(outside_key="")
    return [Known(row.pk, values_of(row), row.pk in theirs) for row in ours.order_by("pk")]


def values_of(product: Product) -> dict[str, Any]:
    """A product in the words of a file: its fields, and `name:he` for each translation there could be."""
    values = {name: _plain(getattr(product, name)) for name in FIELDS}
    for code, _name in settings.LANGUAGES:
        for name in TRANSLATED:
            values[f"{name}:{code}"] = clean_text(str(product.translations.get(code, {}).get(name, "")))
    return values


def _plain(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _shop(tenant: Tenant) -> Shop:
    mark = get_decimal_symbol(Locale.parse(tenant.language))
    languages = [code for code, _name in settings.LANGUAGES]
    return Shop(currency=tenant.currency, mark=mark if mark in ".," else ".", languages=languages, fields=FIELDS)
