"""What shops call the columns of their lists, in the five languages. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.text import fold

# Field -> the names of its column. Compared folded, without what stands in brackets.
NAMES: Mapping[str, str] = {
    "sku": "sku | article number | article no | item number | item code | product code | code | ref | reference | "
    "référence | code article | código | codigo de producto | referencia | kode | kode produk | kode barang | "
    "מק\"ט | מקט | קוד פריט | קוד מוצר",
    "name": "name | product | product name | title | item | nom | produit | nom du produit | désignation | nombre | "
    "producto | nombre del producto | artículo | nama | nama produk | produk | nama barang | שם | שם מוצר | שם המוצר | "
    "מוצר | פריט",
    "description": "description | details | descripción | deskripsi | keterangan | תיאור | פירוט",
    "category": "category | group | department | catégorie | rayon | categoría | kategori | קטגוריה | מחלקה",
    "price": "price | unit price | sale price | prix | prix unitaire | tarif | precio | precio unitario | harga | "
    "harga satuan | מחיר | מחיר ליחידה",
    "stock": "stock | quantity | qty | in stock | inventory | quantité | existencias | cantidad | inventario | stok | "
    "jumlah | persediaan | מלאי | כמות | כמות במלאי",
    "unit": "unit | sold by | unité | vendu par | unidad | se vende por | satuan | יחידה | יחידת מידה | נמכר לפי",
    "step": "step | in steps of | multiple | pas | par pas de | paso | múltiplo | kelipatan | קפיצה | בקפיצות של",
    "is_available": "available | for sale | active | published | disponible | en vente | actif | a la venta | activo | "
    "tersedia | dijual | aktif | זמין | למכירה | פעיל",
    "image_url": "image | image url | photo | photo url | picture | image link | url de l'image | lien image | "
    "imagen | foto | url de imagen | gambar | url gambar | תמונה | קישור לתמונה",
    "brand": "brand | manufacturer | marque | fabricant | marca | fabricante | merek | merk | מותג | יצרן",
    "model": "model | model number | modèle | modelo | דגם",
}  # fmt: skip
TRANSLATED = ("name", "description", "category")
_FIELDS = {fold(name): field for field, names in NAMES.items() for name in names.split("|")}


@dataclass(frozen=True)
class Column:
    """`field` is a product's own, or `name:he` for its name in Hebrew."""

    place: int
    field: str
    header: str

    @property
    def language(self) -> str:
        return self.field.partition(":")[2]


class BadHeaders(ValueError):
    """`code`: no_identity, twice."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_headers(
    headers: Sequence[str], *, languages: Collection[str], fields: Collection[str]
) -> tuple[list[Column], list[str]]:
    """The columns that are understood, of the `fields` that products have, and the headers that are not.

    Raises BadHeaders.
    """
    columns, unknown = [], []
    for place, header in enumerate(headers):
        field = _field(header, languages)
        if field and field.partition(":")[0] in fields:
            columns.append(Column(place, field, header))
        elif header:
            unknown.append(header)
    _check(columns)
    return columns, unknown


def _field(header: str, languages: Collection[str]) -> str:
    name, _, language = header.partition(":")
    field = _FIELDS.get(fold(name.partition("(")[0])) or (fold(name) if fold(name) in NAMES else "")
    language = language.strip().lower()
    if not language:
        return field or ""
    return f"{field}:{language}" if field in TRANSLATED and language in languages else ""


def _check(columns: Sequence[Column]) -> None:
    fields = [column.field for column in columns]
    if not {"sku", "name"} & set(fields):
        raise BadHeaders("no_identity")
    for column in columns:
        if fields.count(column.field) > 1:
            both = [other.header for other in columns if other.field == column.field]
            raise BadHeaders("twice", headers=", ".join(both), field=column.field)
