"""What a file would do to a catalogue: old -> new for each product and field, and what is wrong with which line. Pure.

A column that is not in the file changes nothing; a cell that is there counts, also when it is empty. A product is the
one with its article number, or, for a row or a product without one, the one with exactly its name. What a store says
about its products is the store's: a file changes only the rest of them, and never takes them off the shelf.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from catalog.imports.headers import Column, read_headers
from catalog.imports.numbers import decimal_mark
from catalog.imports.read_table import Row, Table
from catalog.imports.values import WHOLE_UNITS, BadValue, Reading, read_value

NUMBERS = frozenset({"price", "stock", "step"})
# What catalog.woocommerce.shelving writes: a change by file would last until the store's next word.
STORE_FIELDS = frozenset(
    {"sku", "name", "description", "category", "brand", "price", "stock", "is_available", "image_url"}
)
# What is weighed or poured is sold by the tenth where the file does not say: few buy cheese by whole kilograms.
USUAL_STEPS = {"kg": Decimal("0.1"), "l": Decimal("0.1")}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """A product as it is: `values` by field, translations as `name:he`. `store`: a store that is read has it."""

    pk: int
    values: Values
    is_of_store: bool = False


@dataclass(frozen=True)
class Shop:
    """What reading depends on: the currency, the decimal mark people there write, languages and fields there are."""

    currency: str
    mark: str
    languages: Collection[str]
    fields: Collection[str]


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class FieldChange:
    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One product. `pk` is None for a new one; `line` is 0 for one that is not in the file."""

    kind: Kind
    line: int
    pk: int | None
    sku: str
    name: str
    fields: Sequence[FieldChange]


@dataclass(frozen=True)
class RowError:
    """What is wrong at a line; `column` is the file's own header, empty when the whole row is meant."""

    line: int
    column: str
    code: str
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything the file would do. `ignored` are headers that nobody understood; `left` is what the file says about
    products of a store that the store says otherwise, and what stays as the store has it."""

    changes: Sequence[Change]
    errors: Sequence[RowError]
    unchanged: int
    ignored: Sequence[str]
    left: Sequence[Change] = ()

    def of(self, kind: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    def fingerprint(self) -> str:
        """The same for the same changes and errors: whoever agrees to a plan agrees to exactly this one."""
        return hashlib.sha256(repr((self.changes, self.errors)).encode()).hexdigest()


@dataclass
class _Draft:
    """A row that was understood so far."""

    row: Row
    values: dict[str, Any]
    known: Known | None


def make_plan(table: Table, known: Sequence[Known], *, shop: Shop, hide_missing: bool = False) -> Plan:
    """Raises BadHeaders. With `hide_missing`, products that no line means are no longer for sale."""
    columns, ignored = read_headers(table.headers, languages=shop.languages, fields=shop.fields)
    readings = {column.field: _reading(column, table.rows, shop) for column in columns}
    index, errors, drafts = _Index(known), [], []
    for row in table.rows:
        try:
            drafts.append(_draft(row, columns, readings, index))
        except _BadRow as error:
            errors.append(error.problem)
    drafts, twice = _without_repeats(drafts, columns)
    errors += twice
    changes, left = _changes(drafts, columns)
    unchanged = len(drafts) - len({change.line for change in (*changes, *left)})
    if hide_missing:
        changes += _hidden(known, drafts)
    return Plan(changes, sorted(errors, key=lambda error: error.line), unchanged, ignored, left)


class _BadRow(Exception):
    def __init__(self, row: Row, code: str, column: Column | None = None, **facts: Any) -> None:
        super().__init__(code)
        text = str(_cell(row, column)) if column else ""
        self.problem = RowError(row.line, column.header if column else "", code, text[:80], facts)


class _Index:
    """The catalogue by what identifies a product."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.by_sku = {product.values["sku"]: product for product in known if product.values["sku"]}
        self.by_name: dict[str, list[Known]] = {}
        for product in known:
            self.by_name.setdefault(product.values["name"], []).append(product)

    def find(self, sku: str, name: str) -> Known | None:
        """Raises LookupError when a name could mean several products."""
        if sku and sku in self.by_sku:
            return self.by_sku[sku]
        # A product keeps its number: a row with another number is another product.
        named = [product for product in self.by_name.get(name, []) if name and not (sku and product.values["sku"])]
        if len(named) > 1:
            raise LookupError(name)
        return named[0] if named else None


def _reading(column: Column, rows: Sequence[Row], shop: Shop) -> Reading:
    if column.field not in NUMBERS:
        return Reading("", shop.currency)
    texts = [cell for row in rows if isinstance(cell := _cell(row, column), str) and cell]
    return Reading(decimal_mark(texts, usual=shop.mark), shop.currency)


def _draft(row: Row, columns: Sequence[Column], readings: Mapping[str, Reading], index: _Index) -> _Draft:
    values: dict[str, Any] = {}
    for column in columns:
        if _cell(row, column) is None:
            # A line that says nothing about it: not the same as an empty cell.
            continue
        try:
            values[column.field] = read_value(column.field, _cell(row, column), readings[column.field])
        except BadValue as error:
            raise _BadRow(row, error.code, column, **error.facts) from error
    sku, name = values.get("sku", ""), values.get("name", "")
    if not sku and not name:
        raise _BadRow(row, "no_identity")
    try:
        known = index.find(sku, name)
    except LookupError as error:
        raise _BadRow(row, "several", name=name) from error
    if known is None:
        _check_complete(row, values)
        if step := USUAL_STEPS.get(values.get("unit", "")):
            values.setdefault("step", step)
    elif not sku:
        # Found by its name, and the file says nothing better: it keeps its number.
        values.pop("sku", None)
    _check_whole(row, columns, values, known)
    return _Draft(row, values, known)


def _check_complete(row: Row, values: Values) -> None:
    for needed in ("name", "price"):
        if needed not in values:
            raise _BadRow(row, "unknown_product", sku=values.get("sku", ""), name=values.get("name", ""), needs=needed)


def _check_whole(row: Row, columns: Sequence[Column], values: Values, known: Known | None) -> None:
    """Pieces are whole, whether the unit stands in the row or is the product's own. What was so before may stay."""
    own: Values = known.values if known else {"unit": "piece", "stock": None, "step": Decimal(1)}
    wanted = {**own, **values}
    if wanted["unit"] not in WHOLE_UNITS:
        return
    for name in ("stock", "step"):
        is_news = wanted[name] != own[name] or wanted["unit"] != own["unit"]
        if is_news and wanted[name] is not None and wanted[name] % 1:
            column = next((column for column in columns if column.field == name), None)
            raise _BadRow(row, "not_whole", column, unit=wanted["unit"])


def _without_repeats(drafts: Sequence[_Draft], columns: Sequence[Column]) -> tuple[list[_Draft], list[RowError]]:
    """No two lines may mean the same product: which of them counts would be a guess."""
    first: dict[object, int] = {}
    kept, errors = [], []
    for draft in drafts:
        sku, name = draft.values.get("sku", ""), draft.values.get("name", "")
        meant = draft.known.pk if draft.known else (sku, "" if sku else name)
        if meant in first:
            column = next((column for column in columns if column.field == ("sku" if sku else "name")), None)
            errors.append(_BadRow(draft.row, "repeated", column, line=first[meant]).problem)
            continue
        first[meant] = draft.row.line
        kept.append(draft)
    return kept, errors


def _changes(drafts: Sequence[_Draft], columns: Sequence[Column]) -> tuple[list[Change], list[Change]]:
    """What is to be written, and what is a store's and left alone."""
    changes, left = [], []
    for draft in drafts:
        old = draft.known.values if draft.known else {}
        order = dict.fromkeys([*(column.field for column in columns if column.field in draft.values), *draft.values])
        fields = [FieldChange(name, old.get(name), draft.values[name]) for name in order]
        fields = [change for change in fields if not draft.known or change.old != change.new]
        theirs = [change for change in fields if _is_of_store(draft, change)]
        ours = [change for change in fields if change not in theirs]
        changes += [_change(draft, ours)] if ours else []
        left += [_change(draft, theirs)] if theirs else []
    return changes, left


def _is_of_store(draft: _Draft, change: FieldChange) -> bool:
    return bool(draft.known and draft.known.is_of_store and change.field in STORE_FIELDS)


def _change(draft: _Draft, fields: Sequence[FieldChange]) -> Change:
    both = {**(draft.known.values if draft.known else {"sku": "", "name": ""}), **draft.values}
    kind = Kind.CHANGED if draft.known else Kind.NEW
    return Change(kind, draft.row.line, draft.known.pk if draft.known else None, both["sku"], both["name"], fields)


def _hidden(known: Sequence[Known], drafts: Sequence[_Draft]) -> list[Change]:
    meant = {draft.known.pk for draft in drafts if draft.known}
    ours = [product for product in known if not product.is_of_store]
    gone = [product for product in ours if product.pk not in meant and product.values["is_available"]]
    fields = [FieldChange("is_available", old=True, new=False)]
    return [Change(Kind.HIDDEN, 0, row.pk, row.values["sku"], row.values["name"], fields) for row in gone]


def _cell(row: Row, column: Column) -> Any:
    return row.cells[column.place] if column.place < len(row.cells) else ""
