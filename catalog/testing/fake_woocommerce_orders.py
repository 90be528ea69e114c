"""The orders of the WooCommerce shop on this machine: list, read, change, note, and tell about them.

It reckons as WooCommerce does: a line's sums stay when only its quantity is sent, a quantity of 0 removes a line, a new
line costs what the product costs, and totals are made anew when lines were sent.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.testing.fake_woocommerce import FakeWooCommerce, Row, _cut, _error
from lib.testing.server import Call, Response

BILLING = {
    "first_name": "Dana", "last_name": "Levi", "company": "", "address_1": "12 Herzl St", "address_2": "Apt 4",
    "city": "Haifa", "state": "", "postcode": "3303141", "country": "IL", "email": "dana@example.com",
    "phone": "050-123-4567",
}  # fmt: skip


class FakeOrders(FakeWooCommerce):
    """`orders` and their private `notes` by number; `order()` makes a usual one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.orders: dict[int, Row] = {}
        self.notes: dict[int, list[Row]] = {}

    def line(self, number: int, name: str, *, price: str = "10.00", quantity: int = 1, **fields: Any) -> Row:
        total = str(Decimal(price) * quantity)
        return {
            "id": number, "name": name, "sku": "", "product_id": 0, "variation_id": 0, "quantity": quantity,
            "subtotal": total, "subtotal_tax": "0.00", "total": total, "total_tax": "0.00", "price": float(price),
            "meta_data": [], **fields,
        }  # fmt: skip

    def order(self, number: int, *lines: Row, **fields: Any) -> Row:
        """Placed now, on hold, without taxes; its total follows from its parts unless it is given."""
        row = {
            "id": number, "number": str(number), "order_key": f"wc_order_{number}", "status": "on-hold",
            "currency": self.currency, "prices_include_tax": False, "date_created_gmt": self._stamp(),
            "discount_total": "0.00", "shipping_total": "0.00", "shipping_tax": "0.00", "billing": BILLING,
            "shipping": {**BILLING, "email": "", "phone": ""}, "customer_note": "", "date_paid_gmt": None,
            "payment_method": "cod", "line_items": list(lines), "shipping_lines": [], "fee_lines": [],
            "coupon_lines": [], "refunds": [], "meta_data": [], **fields,
        }  # fmt: skip
        return row | ({} if "total" in fields else {"total": self._sum(row)})

    def place(self, *rows: Row) -> None:
        """Save orders over there, now."""
        for row in rows:
            self.orders[row["id"]] = row | {"date_modified_gmt": self._stamp()}

    def edit(self, number: int, **fields: Any) -> None:
        """What the shop's own people change."""
        row = self.orders[number] | fields
        self.place(row | ({"total": self._sum(row)} if "line_items" in fields and "total" not in fields else {}))

    def puts(self, number: int) -> list[Any]:
        return [call.json for call in self.list_calls(f"PUT /wp-json/wc/v3/orders/{number}")]

    def respond(self, call: Call) -> Response:
        path = call.path.removeprefix("/wp-json/wc/v3/")
        if path.split("/")[0] != "orders":
            return super().respond(call)
        return self._refuse(call) or self._orders(call, path.split("/")[1:])

    def _orders(self, call: Call, rest: list[str]) -> Response:
        if not rest:
            alive = [row for row in self.orders.values() if row["status"] != "trash"]
            return self._list(alive, call.query)
        number = int(rest[0])
        if number not in self.orders:
            return _error(404, "woocommerce_rest_shop_order_invalid_id")
        if rest[1:] == ["notes"]:
            return self._notes(call, number)
        if call.method == "PUT":
            return self._change(number, call.json)
        return Response(200, _cut(self.orders[number], call.query))

    def _notes(self, call: Call, number: int) -> Response:
        known = self.notes.setdefault(number, [])
        if call.method == "POST":
            known.append({"id": len(known) + 1, **call.json})
            return Response(201, known[-1])
        return Response(200, known)

    def _change(self, number: int, values: Row) -> Response:
        row = json.loads(json.dumps(self.orders[number]))
        for name in ("status", "customer_note"):
            row[name] = values.get(name, row[name])
        row["shipping"] |= values.get("shipping", {})
        for line in values.get("line_items", []):
            refused = self._change_line(row, line)
            if refused:
                return refused
        if "line_items" in values or "shipping" in values:
            row["total"] = self._sum(row)
        self.place(row)
        return Response(200, self.orders[number])

    def _change_line(self, row: Row, sent: Row) -> Response | None:
        lines = row["line_items"]
        known = next((line for line in lines if line["id"] == sent.get("id")), None)
        if "id" in sent and known is None:
            return _error(400, "woocommerce_rest_invalid_item_id")
        if known is None:
            return self._add_line(row, sent)
        if sent.get("quantity") == 0:
            lines.remove(known)
        else:
            known |= sent
        return None

    def _add_line(self, row: Row, sent: Row) -> Response | None:
        number = sent.get("variation_id") or sent.get("product_id")
        product = self.products.get(number or 0)
        if product is None:
            return _error(400, "woocommerce_rest_required_product_reference")
        item = max((line["id"] for line in row["line_items"]), default=0) + 100
        row["line_items"].append(
            self.line(item, product["name"], price=product["price"], quantity=sent["quantity"], product_id=number)
        )
        return None

    def _sum(self, row: Row) -> str:
        lines = [Decimal(line["total"]) + Decimal(line["total_tax"]) for line in row["line_items"]]
        fees = [Decimal(fee["total"]) + Decimal(fee.get("total_tax", "0")) for fee in row["fee_lines"]]
        delivery = Decimal(row["shipping_total"]) + Decimal(row["shipping_tax"])
        return str((sum(lines, delivery) + sum(fees, Decimal(0))).quantize(Decimal("0.01")))

    def at(self, text: str) -> None:
        """Set the shop's clock."""
        self.clock = datetime.fromisoformat(text)
