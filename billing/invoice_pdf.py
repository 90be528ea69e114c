"""An invoice as a PDF, in the shop's language, mirrored where that is written from the right; with its own fonts."""

from datetime import UTC
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from fpdf import FPDF
from fpdf.enums import Align

from billing.invoice_words import WordedLine, day_name, month_name, word_lines
from billing.models import Invoice, InvoiceState
from billing.wording import money
from lib.money import format_quantity

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
MARGIN = 18.0
WIDTH = 210.0 - 2 * MARGIN
INK, MUTED, RULE, ALARM = (18, 32, 26), (80, 98, 90), (200, 212, 206), (180, 35, 24)
# Millimetres of the columns: what, quantity, price, amount.
COLUMNS = (84.0, 24.0, 32.0, 34.0)


class Sheet(FPDF):
    """An A4 page that is measured from the side on which its language begins."""

    def __init__(self, *, is_rtl: bool) -> None:
        super().__init__(format="A4")
        self.is_rtl = is_rtl
        self.set_auto_page_break(True, margin=MARGIN)  # the library's own signature
        self.add_font(FONT, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.add_page()
        # Each paragraph runs as its first letter does: an English address stays readable on a Hebrew page.
        self.set_text_shaping(use_shaping_engine=True)

    def write_at(
        self, text: str, *, x: float, y: float, width: float, size: float = 10, bold: bool = False,
        color: tuple[int, int, int] = INK, at_end: bool = False,
    ) -> float:  # fmt: skip
        """Write one paragraph whose near edge is `x` from the beginning side. The y below it."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*color)
        left = MARGIN + (WIDTH - x - width if self.is_rtl else x)
        self.set_xy(left, y)
        align = Align.R if self.is_rtl != at_end else Align.L
        self.multi_cell(width, size * 0.5, text, align=align, new_x="LMARGIN", new_y="NEXT")
        return float(self.get_y())

    def rule(self, y: float) -> None:
        self.set_draw_color(*RULE)
        self.line(MARGIN, y, MARGIN + WIDTH, y)


def render_pdf(invoice: Invoice) -> bytes:
    """The same bytes each time for the same invoice."""
    with translation.override(invoice.language):
        sheet = Sheet(is_rtl=translation.get_language_bidi())
        sheet.set_title(invoice.number)
        sheet.set_creation_date(invoice.created_at.astimezone(UTC))
        y = _head(sheet, invoice)
        y = _parties(sheet, invoice, y + 10)
        y = _lines(sheet, word_lines(invoice), y + 12)
        y = _sums(sheet, invoice, y + 4)
        if invoice.payment_note:
            sheet.write_at(invoice.payment_note, x=0, y=y + 14, width=WIDTH, color=MUTED)
        return bytes(sheet.output())


def _head(sheet: Sheet, invoice: Invoice) -> float:
    sheet.write_at(_("Invoice"), x=0, y=MARGIN, width=WIDTH / 2, size=22, bold=True)
    y = sheet.write_at(invoice.number, x=WIDTH / 2, y=MARGIN, width=WIDTH / 2, size=12, bold=True, at_end=True)
    y = sheet.write_at(day_name(invoice), x=WIDTH / 2, y=y + 1, width=WIDTH / 2, color=MUTED, at_end=True)
    y = sheet.write_at(
        _("For %(month)s") % {"month": month_name(invoice)}, x=WIDTH / 2, y=y + 1, width=WIDTH / 2, color=MUTED,
        at_end=True,
    )  # fmt: skip
    if invoice.state == InvoiceState.VOID:
        void = pgettext("invoice", "Void")
        y = sheet.write_at(void, x=0, y=y + 4, width=WIDTH, size=16, bold=True, color=ALARM)
    return y


def _parties(sheet: Sheet, invoice: Invoice, y: float) -> float:
    tax = _("Tax number: %(number)s") % {"number": invoice.issuer_tax_number} if invoice.issuer_tax_number else ""
    issuer = [invoice.issuer_address, tax, invoice.issuer_email]
    ends = [
        _party(sheet, pgettext("invoice", "From"), invoice.issuer_name, issuer, x=0, y=y),
        _party(sheet, pgettext("invoice", "To"), invoice.shop_name, [invoice.shop_address], x=WIDTH / 2, y=y),
    ]
    return max(ends)


def _party(sheet: Sheet, label: str, name: str, more: list[str], *, x: float, y: float) -> float:
    width = WIDTH / 2 - 6
    y = sheet.write_at(label, x=x, y=y, width=width, size=8.5, color=MUTED)
    y = sheet.write_at(name, x=x, y=y + 1, width=width, size=11, bold=True)
    for text in filter(None, "\n".join(more).splitlines()):
        y = sheet.write_at(text, x=x, y=y + 0.5, width=width)
    return y


def _lines(sheet: Sheet, lines: list[WordedLine], y: float) -> float:
    y = _row(sheet, [_("Description"), _("Quantity"), _("Price"), _("Amount")], y, size=8.5, color=MUTED) + 2
    for line in lines:
        sheet.rule(y)
        end = _row(sheet, [line.what, line.quantity, line.price, line.amount], y + 3)
        if line.note:
            end = sheet.write_at(line.note, x=0, y=end + 0.5, width=COLUMNS[0], size=8.5, color=MUTED)
        y = end + 3
    sheet.rule(y)
    return y


def _row(sheet: Sheet, cells: list[str], y: float, *, size: float = 10, color: tuple[int, int, int] = INK) -> float:
    x, ends = 0.0, []
    for position, (text, width) in enumerate(zip(cells, COLUMNS, strict=True)):
        ends.append(sheet.write_at(text, x=x, y=y, width=width, size=size, color=color, at_end=position > 0))
        x += width
    return max(ends)


def _sums(sheet: Sheet, invoice: Invoice, y: float) -> float:
    tax = _("Tax %(percent)s %%") % {"percent": format_quantity(invoice.tax_percent, invoice.language)}
    rows = [(_("Before tax"), invoice.subtotal), (tax, invoice.tax)] if invoice.tax_percent else []
    for label, amount in rows:
        y = _sum(sheet, label, money(amount, invoice.currency), y, is_total=False)
    return _sum(sheet, _("Total"), money(invoice.total, invoice.currency), y, is_total=True)


def _sum(sheet: Sheet, label: str, amount: str, y: float, *, is_total: bool) -> float:
    size = 13 if is_total else 10
    first = sum(COLUMNS[:2])
    sheet.write_at(label, x=first, y=y, width=COLUMNS[2], size=size, bold=is_total, at_end=True)
    return 2 + sheet.write_at(
        amount, x=first + COLUMNS[2], y=y, width=COLUMNS[3], size=size, bold=is_total, at_end=True
    )
