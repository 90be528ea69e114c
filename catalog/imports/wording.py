"""Plans of imports in the reader's language: what changes, what is wrong with which line, and what to do about it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.imports.apply import ImportRefused
from catalog.imports.plan import Change, FieldChange, Kind, Plan, RowError
from catalog.models import Product, Unit
from lib.money import format_money, format_quantity
from lib.text import shorten

# What a report shows of a long plan; the counts are of all.
MOST_CHANGES = 200
MOST_ERRORS = 100
LONGEST_VALUE = 60

ERRORS: Mapping[str, Promise] = {
    "missing": _("This cell is empty. Fill it in, or leave the whole column out."),
    "no_price": _("There is no price here. Write one, such as 12.90."),
    "too_long": _("This is %(length)s characters long. At most %(most)s fit."),
    "bad_url": _("This is no web address. Write it in full, beginning with https://"),
    "negative": _("Less than nothing is not possible. Remove the minus."),
    "too_high": _("More than %(most)s looks like a mistake. Check the decimal mark."),
    "too_precise": _("There are too many decimals. Round it."),
    "ambiguous": _("This can be read in two ways. Write it without a mark for thousands, and cents with two digits."),
    "not_a_number": _("This is no number. Write digits only, such as 12.90 or 12,90."),
    "other_currency": _("This is in %(found)s, but the shop sells in %(currency)s. Convert it."),
    "zero": _("This must be more than zero."),
    "unknown_unit": _("This unit is unknown. Use one of: %(units)s."),
    "not_yes_or_no": _("Write yes or no."),
    "no_identity": _("The line has neither an article number nor a name. Fill in one of them."),
    "several": _("Several products are called %(name)s. Say which one by its article number."),
    "unknown_product": _("There is no such product yet. To add it, the line needs a name and a price."),
    "not_whole": _("This is sold by the %(unit)s, which cannot be divided. Write a whole number or another unit."),
    "repeated": _("Line %(line)s is about the same product. Keep one of the two."),
    "refused": _("%(reason)s"),
}
LEFT_TO_STORE = _("The file says something else about products of a store. They stay as the store has them:")
REFUSALS: Mapping[str, Promise] = {
    "too_large": _("The file is too large: at most %(most)s MB. Split it."),
    "unknown_kind": _("Files may end in .csv, .tsv or .xlsx. Save the list as one of these."),
    "broken": _("The file cannot be read. Open it, save it again and try once more."),
    "encoding": _("The letters of the file cannot be read. Save it as CSV in UTF-8."),
    "no_rows": _("The file is empty."),
    "too_many_rows": _("The file has more than %(most)s lines. Split it."),
    "too_many_columns": _("The file has more than %(most)s columns. Keep those that are about products."),
    "no_identity": _("The first line must name the columns, with at least an article number or a name among them."),
    "twice": _("These columns mean the same: %(headers)s. Keep one."),
    "errors": _("Nothing was changed, because some lines are wrong."),
    "changed_meanwhile": _("Nothing was changed: the catalogue has changed since. Look at the differences again."),
}


def word_refusal(refusal: ImportRefused) -> str:
    """Why nothing was changed, and what to do."""
    return str(REFUSALS[refusal.facts.get("reason", refusal.code)]) % refusal.facts


def word_error(error: RowError) -> str:
    """What is wrong with one line, and what to do."""
    facts = {name: _fact(name, value) for name, value in error.facts.items()}
    facts["units"] = ", ".join(Unit.values)
    return str(ERRORS[error.code]) % facts


def word_place(error: RowError) -> str:
    """Where: the line, the column and what stands there."""
    place = gettext("Line %(line)s") % {"line": error.line}
    if error.column:
        place += f", {error.column}"
    return f"{place}: {shorten(error.text, LONGEST_VALUE)}" if error.text else place


def word_field(field: str) -> str:
    """A field's name, for people: `name:he` says the language too."""
    name, _colon, language = field.partition(":")
    label = str(Product._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{label} ({language})" if language else label


def word_value(field: str, value: Any, currency: str) -> str:
    """A value in the reader's language and format; a dash for nothing."""
    language = get_language() or "en"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        is_price = field == "price"
        return format_money(value, currency, language) if is_price else format_quantity(value, language)
    if field == "unit" and value in Unit.values:
        return str(Unit(value).label)
    return shorten(str(value), LONGEST_VALUE) if value not in (None, "") else "–"


def word_counts(plan: Plan) -> str:
    """`2 new, 3 changed, 1 off the shelf, 40 as before, 1 wrong line`."""
    new, changed, hidden = (len(plan.of(kind)) for kind in (Kind.NEW, Kind.CHANGED, Kind.HIDDEN))
    parts = [
        ngettext("%(count)s new", "%(count)s new", new) % {"count": new},
        ngettext("%(count)s changed", "%(count)s changed", changed) % {"count": changed},
        ngettext("%(count)s off the shelf", "%(count)s off the shelf", hidden) % {"count": hidden},
        ngettext("%(count)s as before", "%(count)s as before", plan.unchanged) % {"count": plan.unchanged},
        ngettext("%(count)s wrong line", "%(count)s wrong lines", len(plan.errors)) % {"count": len(plan.errors)},
    ]
    if plan.left:
        left = ngettext("%(count)s left as its store has it", "%(count)s left as their store has them", len(plan.left))
        parts.append(left % {"count": len(plan.left)})
    return ", ".join(parts)


def report_text(plan: Plan, *, currency: str) -> str:
    """The plan as plain text, for terminals and mail: each product with old -> new, then each wrong line."""
    lines = [word_counts(plan), ""]
    for change in plan.changes[:MOST_CHANGES]:
        lines += _change_lines(change, currency)
    lines += _left_out(len(plan.changes) - MOST_CHANGES)
    lines += _left_lines(plan, currency)
    if plan.errors:
        lines += ["", gettext("Wrong lines:")]
    lines += [f"  {word_place(error)}\n    {word_error(error)}" for error in plan.errors[:MOST_ERRORS]]
    lines += _left_out(len(plan.errors) - MOST_ERRORS)
    if plan.ignored:
        lines += ["", gettext("Columns that were not understood: %(names)s") % {"names": ", ".join(plan.ignored)}]
    return "\n".join(lines).strip() + "\n"


def word_kind(kind: Kind) -> str:
    return {Kind.NEW: gettext("new"), Kind.CHANGED: gettext("now different"), Kind.HIDDEN: gettext("off the shelf")}[
        kind
    ]


def show_change(change: Change, currency: str) -> dict[str, Any]:
    """A change with its words, for a page: `fields` are (name, old, new)."""
    fields = [
        (word_field(field.field), word_value(field.field, field.old, currency),
         word_value(field.field, field.new, currency))
        for field in change.fields
    ]  # fmt: skip
    return {"kind": word_kind(change.kind), "name": change.name, "sku": change.sku, "fields": fields}


def show_plan(plan: Plan, currency: str) -> dict[str, Any]:
    """A plan for a page: the counts are of all, the rest is as much as a page holds."""
    return {
        "counts": word_counts(plan), "plan": plan, "more": max(0, len(plan.changes) - MOST_CHANGES),
        "changes": [show_change(change, currency) for change in plan.changes[:MOST_CHANGES]],
        "left": [show_change(change, currency) for change in plan.left[:MOST_CHANGES]], "left_words": LEFT_TO_STORE,
        "errors": [(word_place(error), word_error(error)) for error in plan.errors[:MOST_ERRORS]],
        "agreed": plan.fingerprint(),
    }  # fmt: skip


def _change_lines(change: Change, currency: str) -> list[str]:
    sku = f" [{change.sku}]" if change.sku else ""
    return [f"{word_kind(change.kind)}: {change.name}{sku}", *_field_lines(change.fields, currency)]


def _left_lines(plan: Plan, currency: str) -> list[str]:
    if not plan.left:
        return []
    lines = [*([""] if plan.changes else []), str(LEFT_TO_STORE)]
    for change in plan.left[:MOST_CHANGES]:
        lines += [f"  {change.name} [{change.sku}]", *_field_lines(change.fields, currency)]
    return [*lines, *_left_out(len(plan.left) - MOST_CHANGES)]


def _field_lines(fields: Sequence[FieldChange], currency: str) -> list[str]:
    return [
        f"    {word_field(change.field)}: {word_value(change.field, change.old, currency)} → "
        f"{word_value(change.field, change.new, currency)}"
        for change in fields
    ]


def _left_out(count: int) -> list[str]:
    return [ngettext("… and %(count)s more", "… and %(count)s more", count) % {"count": count}] if count > 0 else []


def _fact(name: str, value: Any) -> Any:
    if name == "unit":
        return Unit(value).label
    return format_quantity(value, get_language() or "en") if isinstance(value, Decimal) else value
