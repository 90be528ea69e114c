"""A small shop in memory: the tools with their real rules and result shapes, on the demo catalogues."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.choices import option_choices
from catalog.searching.matching import FILLERS, likenesses
from lib.errors import DomainError
from lib.money import format_money, format_quantity
from lib.text import words
from lib.yaml_files import read_yaml
from orders.pricing import price_lines, read_quantity
from orders.states import Status, check_customer_may, check_move, customer_may

DEMO = Path(__file__).parents[3] / "config" / "demo"


class Shop:
    """One demo shop with one customer."""

    def __init__(self, slug: str) -> None:
        data = read_yaml(DEMO / f"{slug}.yaml")
        self.info = data["shop"]
        self.categories = data["categories"]
        self.products = {f"p-{row['sku'].lower()}": dict(row) for row in data["products"]}
        self.orders: list[dict[str, Any]] = []
        self.handovers: list[dict[str, Any]] = []
        self.waiting: list[str] = []
        self.contact: dict[str, str] = {}
        self.asked: list[str] = []
        self.is_open = True
        self.takes_cards = False

    def call(self, name: str, arguments: dict[str, Any], language: str) -> dict[str, Any]:
        return getattr(self, name)(language, **arguments)

    def names(self, language: str) -> list[str]:
        return [self._text(row["name"], language) for row in self.products.values()]

    def add_order(self, lines: dict[str, int]) -> None:
        """An order from before the conversation."""
        self.create_order(
            "en", [{"product_id": product_id, "quantity": str(count)} for product_id, count in lines.items()]
        )

    def facts(self, product_id: str, language: str, *, details: bool = False) -> dict[str, Any]:
        row = self._product(product_id)
        price = Decimal(row["price"])
        facts = {
            "product_id": product_id,
            "name": self._text(row["name"], language),
            "category": self._text(self.categories[row["category"]], language),
            "unit": row.get("unit", "piece"),
            "step": str(row.get("step", "1")),
            "price": str(price),
            "currency": self.info["currency"],
            "price_text": format_money(price, self.info["currency"], language),
            "in_stock": row["stock"] is None or row["stock"] > 0,
        }
        if details:
            facts |= {"description": self._text(row["description"], language), "attributes": row.get("attributes", {})}
        return facts

    def list_products(self, language: str, category: str = "") -> dict[str, Any]:
        products = [self.facts(product_id, language) for product_id in self.products]
        return {"kind": "products", "products": products, "more": False}

    def search_products(self, language: str, query: str, limit: int = 5) -> dict[str, Any]:
        wanted = [word for word in words(query) if word not in FILLERS and (len(word) > 1 or word.isdigit())]
        rated = [(*self._rate(row, wanted), product_id) for product_id, row in self.products.items()]
        hits = sorted((hit for hit in rated if hit[0]), reverse=True)[:limit]
        products = [
            self.facts(product_id, language) | {"score": score, "why": why, "matched": [why.replace(" ", "_")]}
            for score, why, product_id in hits
        ]
        return {"kind": "products", "query": query, "products": products}

    def get_product(self, language: str, product_id: str) -> dict[str, Any]:
        return {"kind": "product", **self.facts(product_id, language, details=True)}

    def create_order(
        self,
        language: str,
        items: list[dict[str, str]],
        address: str = "",
        notes: str = "",
        customer_name: str = "",
        second_order: bool = False,
    ) -> dict[str, Any]:
        lines = self._added({}, items)
        same = [order for order in self.orders if order["lines"] == lines and order["status"] == Status.PENDING]
        if same and not second_order:
            return {"kind": "order_exists", "repeat": True, **self._order(same[-1], language)}
        self._reserve({}, lines)
        number = f"ORD-2026-{len(self.orders) + 1:06d}"
        order = {
            "number": number,
            "status": Status.PENDING,
            "lines": lines,
            "address": address,
            "notes": notes,
            "name": customer_name,
        }
        self.orders.append(order)
        return {"kind": "order_created", **self._order(order, language)}

    def repeat_order(self, language: str, earlier_order: str = "", address: str = "") -> dict[str, Any]:
        old = self._find(earlier_order)
        items = [{"product_id": name, "quantity": str(count)} for name, count in old["lines"].items()]
        address = address or old["address"]
        return self.create_order(language, items, address=address, second_order=True) | {"gone": [], "repriced": []}

    def update_order(
        self,
        language: str,
        order_number: str = "",
        add: Any = (),
        remove: Any = (),
        set: Any = (),
        address: str | None = None,
        notes: str | None = None,
    ) -> dict[str, Any]:
        order = self._find(order_number)
        check_customer_may("change", order["status"])
        lines = self._added(order["lines"], add)
        for item in set:
            lines[item["product_id"]] = self._quantity(item)
        for item in remove:
            self._take_out(lines, item)
        if not lines:
            raise DomainError("empty_order", "Nothing would be left.")
        self._reserve(order["lines"], lines)
        order["lines"] = lines
        order["address"] = order["address"] if address is None else address
        order["notes"] = order["notes"] if notes is None else notes
        return {"kind": "order_changed", **self._order(order, language)}

    def cancel_order(self, language: str, order_number: str = "") -> dict[str, Any]:
        order = self._find(order_number)
        check_customer_may("cancel", order["status"])
        order["status"] = Status.CANCELLED
        return {"kind": "order_cancelled", **self._order(order, language)}

    def confirm_order(self, language: str, order_number: str = "") -> dict[str, Any]:
        order = self._find(order_number)
        check_move(order["status"], Status.CONFIRMED)
        if order.pop("not_shown", False):
            return {"kind": "order_shown", "why": "price_changed", **self._order(order, language)}
        order["status"] = Status.CONFIRMED
        return {"kind": "order_confirmed", **self._order(order, language), "tracking_url": self._track_url(order)}

    def get_customer_orders(self, language: str, limit: int = 5) -> dict[str, Any]:
        return {"kind": "orders", "orders": [self._order(order, language) for order in reversed(self.orders)]}

    def track_order(self, language: str, order_number: str = "") -> dict[str, Any]:
        order = self._find(order_number)
        return {
            "kind": "tracking",
            **self._order(order, language),
            "carrier": "",
            "expected_on": None,
            "tracking_url": self._track_url(order),
        }

    def _track_url(self, order: dict[str, Any]) -> str:
        return f"https://shop.example/track/{order['number']}"

    def send_payment_link(self, language: str, order_number: str = "") -> dict[str, Any]:
        order = self._order(self._find(order_number), language)
        if order["status"] == Status.CANCELLED:
            raise DomainError("cancelled", "The order is cancelled.", order_number=order["order_number"])
        return {
            "kind": "payment_link",
            "order_number": order["order_number"],
            "status": order["status"],
            "amount": order["total"],
            "amount_text": order["total_text"],
            "url": f"https://shop.example/pay/{order['order_number'][-6:]}x",
        }

    def hand_to_human(self, language: str, reason: str, summary: str = "") -> dict[str, Any]:
        self.handovers.append({"reason": reason, "summary": summary})
        opening = None if self.is_open else "2026-03-01T08:00:00+02:00"
        return {"kind": "handed_over", "shop_is_open": self.is_open, "next_opening": opening, "phone": "+972-3-555"}

    def ask_team(self, language: str, question: str) -> dict[str, Any]:
        self.asked.append(question)
        return {"kind": "team_asked", "question": question, "asked_before": False, "shop_is_open": self.is_open}

    def offer_choices(self, language: str, options: list[str]) -> dict[str, Any]:
        return {"kind": "choices", "choices": option_choices(options)}

    def notify_me(self, language: str, product_id: str = "", words: str = "") -> dict[str, Any]:
        if product_id and self.facts(product_id, language)["in_stock"]:
            raise DomainError("in_stock", "It is there already.")
        name = self.facts(product_id, language)["name"] if product_id else words
        self.waiting.append(product_id or words)
        return {"kind": "waiting", "name": name}

    def remember_contact(self, language: str, phone: str = "", email: str = "") -> dict[str, Any]:
        if self.contact.keys() & {"phone"} and phone:
            raise DomainError("other_known", "Another phone is known.")
        given = {name: value for name, value in (("phone", phone), ("email", email)) if value}
        self.contact |= given
        return {"kind": "contact_remembered", **given}

    def sell_out(self, product_id: str) -> None:
        self.products[product_id]["stock"] = 0

    def _product(self, product_id: str) -> dict[str, Any]:
        if product_id not in self.products:
            raise DomainError("unknown_product", "There is no such product.")
        return self.products[product_id]

    def _text(self, texts: dict[str, str], language: str) -> str:
        return texts.get(language) or texts[self.info["languages"][0]]

    def _rate(self, row: dict[str, Any], wanted: list[str]) -> tuple[float, str]:
        """The shop's own rating of a hit and its reason, without the weights of rare words."""
        names = [words(name) for name in row["name"].values()]
        found = [
            max(_best(word, [word for name in names for word in name]), 0.5 * _best(word, self._texts(row)))
            for word in wanted
        ]
        if not wanted or sum(map(bool, found)) * 2 < len(wanted):
            return 0.0, ""
        asked = [{other for word in wanted for other in likenesses(word, name)} for name in names]
        precision = max(len(hits) / len(name) for hits, name in zip(asked, names, strict=True))
        why = "name" if max(found) > 0.5 else "description"
        return round(0.85 * sum(found) / len(wanted) + 0.15 * precision, 4), why

    def _texts(self, row: dict[str, Any]) -> list[str]:
        texts = [*row["description"].values(), *self.categories[row["category"]].values()]
        return [word for text in [*texts, *map(str, row["attributes"].values())] for word in words(text)]

    def _quantity(self, item: dict[str, str]) -> Decimal:
        row = self._product(item["product_id"])
        step, unit = Decimal(str(row.get("step", "1"))), row.get("unit", "piece")
        try:
            return read_quantity(item["quantity"], given_unit=item.get("unit", ""), unit=unit, step=step)
        except DomainError as refusal:
            raise DomainError(
                refusal.code, refusal.message, product_id=item["product_id"], **refusal.facts
            ) from refusal

    def _added(self, before: dict[str, Decimal], items: Any) -> dict[str, Decimal]:
        lines = dict(before)
        for item in items:
            lines[item["product_id"]] = lines.get(item["product_id"], Decimal(0)) + self._quantity(item)
        return lines

    def _take_out(self, lines: dict[str, Decimal], item: dict[str, str]) -> None:
        held = lines.pop(item["product_id"], None)
        if held is None:
            raise DomainError("not_in_order", "It is not in the order.")
        less = self._quantity(item) if "quantity" in item else held
        if less < held:
            lines[item["product_id"]] = held - less

    def _reserve(self, before: dict[str, Decimal], lines: dict[str, Decimal]) -> None:
        for product_id, quantity in lines.items():
            row = self.products[product_id]
            stock = row["stock"]
            if stock is not None and quantity - before.get(product_id, Decimal(0)) > Decimal(str(stock)):
                name = self._text(row["name"], self.info["languages"][0])
                raise DomainError(
                    "out_of_stock",
                    "Not enough.",
                    product=name,
                    product_id=product_id,
                    available=str(stock),
                    unit=row.get("unit", "piece"),
                )

    def _find(self, number: str) -> dict[str, Any]:
        living = [order for order in self.orders if order["status"] != Status.CANCELLED] or self.orders
        rows = [order for order in self.orders if order["number"] == number] if number else living
        if not rows:
            raise DomainError("no_such_order", "This customer has no such order.")
        return rows[-1]

    def _order(self, order: dict[str, Any], language: str) -> dict[str, Any]:
        currency = self.info["currency"]
        rows = {product_id: self.products[product_id] for product_id in order["lines"]}
        totals = price_lines(
            [(Decimal(rows[pid]["price"]), quantity) for pid, quantity in order["lines"].items()], currency
        )
        return {
            "order_number": order["number"],
            "status": str(order["status"]),
            "version": 1,
            "total": str(totals.total),
            "total_text": format_money(totals.total, currency, language),
            "address": order["address"],
            "notes": order["notes"],
            "can_change": customer_may("change", order["status"]),
            "can_cancel": customer_may("cancel", order["status"]),
            "lines": [
                {
                    "product_id": pid,
                    "name": self._text(rows[pid]["name"], language),
                    "quantity": f"{quantity.normalize():f}",
                    "quantity_text": format_quantity(quantity, language),
                    "unit": rows[pid].get("unit", "piece"),
                    "unit_price": rows[pid]["price"],
                    "subtotal": str(subtotal),
                    "subtotal_text": format_money(subtotal, currency, language),
                }
                for (pid, quantity), subtotal in zip(order["lines"].items(), totals.subtotals, strict=True)
            ],
        }


def _best(word: str, there: list[str]) -> float:
    return max(likenesses(word, there).values(), default=0.0)
