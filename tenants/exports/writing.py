"""The file itself: a ZIP of one CSV for each table and the settings as JSON, written as it is read."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from lib import spreadsheets
from tenants.exports.tables import Table, list_tables, read_batches
from tenants.models import Tenant

SETTINGS = (
    "slug", "name", "business_type", "description", "agent_name", "agent_role", "instructions", "avoided_topics",
    "languages", "currency", "timezone", "opening_hours", "phone", "email", "address", "takeover_minutes",
    "alarm_minutes", "human_pacing", "accent", "created_at",
)  # fmt: skip


def write_export(tenant: Tenant, *, progress: Callable[[str, int], None]) -> IO[bytes]:
    """An unnamed file on the disk, at its beginning. `progress` hears the table and the rows since it was last told."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # handed on open; it goes when it is closed
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        facts = {name: getattr(tenant, name) for name in SETTINGS}
        text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("settings.json", text)
        for table in list_tables():
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as raw:
                _write_table(table, raw, progress)
    file.seek(0)
    return file


def _write_table(table: Table, raw: IO[bytes], progress: Callable[[str, int], None]) -> None:
    # With a mark at the beginning, so that spreadsheets read Hebrew as Hebrew.
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(table.columns)
    for batch in read_batches(table):
        writer.writerows([cell(value) for value in row] for row in batch)
        progress(table.name, len(batch))
    text.flush()
    text.detach()


def cell(value: Any) -> Any:
    """As it is written: text that a spreadsheet would calculate gets an apostrophe; numbers stay numbers."""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return "" if value is None else spreadsheets.cell(value)
