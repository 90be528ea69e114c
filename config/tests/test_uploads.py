"""Files that staff and mails bring: what unpacks to more than it is, and what could run in a browser."""

import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from agent.knowledge.reading import read_file
from catalog.imports.read_table import UnreadableFile, read_table
from lib.errors import DomainError
from lib.filetype import sniff
from tenants.models import Logo, Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><worksheet>&i;</worksheet>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


def spreadsheet(sheet=None):
    """A real one, with another text as its sheet."""
    book, made, out = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["name", "price"])
    book.active.append(["Bread", 2])
    book.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            is_sheet = sheet is not None and entry.filename == "xl/worksheets/sheet1.xml"
            after.writestr(entry.filename, sheet if is_sheet else before.read(entry))
    return out.getvalue()


def sheet_of(rows):
    begin = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{begin}{rows}</sheetData></worksheet>"


def pdf_that_unpacks():
    """A page whose content is 200 MB of spaces, in a few hundred kilobytes."""
    packed = zlib.compress(b" " * (200 * 1024 * 1024), 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream",
    ]  # fmt: skip
    out = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_a_sound_spreadsheet_is_read():
    assert [row.cells[0] for row in read_table(spreadsheet(), name="a.xlsx").rows] == ["Bread"]


@pytest.mark.parametrize("sheet", ["a" * (201 * 1024 * 1024), LAUGHS, OUTSIDE], ids=["zip", "laughs", "outside"])
def test_what_unpacks_to_more_than_anybody_needs_is_refused(sheet):
    with pytest.raises(UnreadableFile) as caught:
        read_table(spreadsheet(sheet), name="a.xlsx")
    assert caught.value.code in {"too_large", "broken"}


def test_a_row_far_below_costs_nothing():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    table = read_table(spreadsheet(sheet_of(rows)), name="a.xlsx")
    assert [row.line for row in table.rows] == [1048576]


def test_a_pdf_that_unpacks_for_ever_is_refused():
    with pytest.raises(DomainError) as caught:
        read_file("rules.pdf", pdf_that_unpacks())
    assert caught.value.code in {"broken", "too_long", "scanned"}


def test_a_drawing_that_runs_is_no_picture(client, shop):
    assert sniff(SVG, declared="image/svg+xml") == ""
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)
    upload = SimpleUploadedFile("logo.png", SVG, content_type="image/png")
    answer = client.post("/panel/valdman/settings/looks/save", {"accent": "", "logo": upload})
    assert answer.status_code == 422
    with tenant_scope(shop):
        assert not Logo.objects.exists()
