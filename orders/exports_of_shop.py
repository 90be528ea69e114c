"""What an export of the shop holds of its orders."""

from orders.models import Order, OrderLine
from tenants.exports.tables import Table, export_table

export_table(
    Table(
        name="orders",
        rows=lambda: Order.objects.all(),
        columns={
            "id": "public_id",
            "number": "number",
            "customer_id": "customer__public_id",
            "status": "status",
            "version": "version",
            "currency": "currency",
            "total": "total",
            "delivery_fee": "delivery_fee",
            "fees": "fees",
            "discount": "discount",
            "payment_method": "payment_method",
            "payment_status": "payment_status",
            "fulfilment": "fulfilment",
            "address": "address",
            "notes": "notes",
            "internal_notes": "internal_notes",
            "source": "source",
            "created_at": "created_at",
            "confirmed_at": "confirmed_at",
            "delivered_at": "delivered_at",
        },
    )
)

export_table(
    Table(
        name="order_lines",
        rows=lambda: OrderLine.objects.all(),
        columns={
            "order_number": "order__number",
            "product_id": "product__public_id",
            "sku": "product__sku",
            "name": "name",
            "unit": "unit",
            "quantity": "quantity",
            "unit_price": "unit_price",
            "subtotal": "subtotal",
        },
    )
)
