"""What an export of the shop holds of its products."""

from catalog.models import Product
from tenants.exports.tables import Table, export_table

export_table(
    Table(
        name="products",
        rows=lambda: Product.objects.all(),
        columns={
            "id": "public_id",
            "sku": "sku",
            "name": "name",
            "description": "description",
            "category": "category",
            "brand": "brand",
            "unit": "unit",
            "step": "step",
            "price": "price",
            "stock": "stock",
            "is_available": "is_available",
            "image_url": "image_url",
            "attributes": "attributes",
            "translations": "translations",
        },
    )
)
