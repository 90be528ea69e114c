"""The demo shops: what their YAML files say becomes rows, and what is there already stays as it is."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from catalog.models import Product, Unit
from catalog.services import save_products
from channels.services import ensure_local_channel
from config.demo.playbook_loader import load_playbook
from config.demo.service_loader import DemoAnswer, DemoArea, load_areas, load_questions
from lib.yaml_files import read_yaml
from tenants.models import Membership, Role, Tenant
from tenants.scoping import tenant_scope
from tenants.services import add_member, create_tenant

FOLDER = Path(__file__).parent

# One text in several languages, by their codes.
Texts = Mapping[str, str]


class DemoProduct(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: str
    category: str
    name: Texts
    description: Texts
    price: Decimal
    stock: Decimal | None
    unit: Unit = Unit.PIECE
    step: Decimal = Decimal(1)
    attributes: Mapping[str, str] = Field(default_factory=dict)


class DemoShop(BaseModel):
    """One file. `shop` holds the fields of a Tenant."""

    model_config = ConfigDict(extra="forbid")

    shop: Mapping[str, Any]
    categories: Mapping[str, Texts]
    products: list[DemoProduct]
    delivery: list[DemoArea] = Field(default_factory=list)
    # One usual question in the shop's languages, by their codes.
    questions: list[Mapping[str, DemoAnswer]] = Field(default_factory=list)


def read_shop(slug: str) -> DemoShop:
    return DemoShop.model_validate(read_yaml(FOLDER / f"{slug}.yaml"))


@transaction.atomic
def load_shop(slug: str, *, owner: User, is_whole: bool = True) -> Tenant:
    """The demo shop with its owner, web chat, products and playbook; when it `is_whole`, also its areas and questions.

    What is there stays as staff left it.
    """
    demo = read_shop(slug)
    tenant = Tenant.objects.filter(slug=slug).first() or create_tenant(**demo.shop)
    with tenant_scope(tenant):
        if not Membership.objects.filter(user=owner).exists():
            add_member(tenant, user=owner, role=Role.OWNER, actor="demo_load")
        ensure_local_channel(tenant, "webchat")
        known = set(Product.objects.exclude(sku="").values_list("sku", flat=True))
        missing = [product for product in demo.products if product.sku not in known]
        save_products(tenant, [_product(tenant, product, demo.categories[product.category]) for product in missing])
        if is_whole:
            load_areas(tenant, demo.delivery)
            load_questions(tenant, demo.questions)
        load_playbook(tenant)
    return tenant


def _product(tenant: Tenant, product: DemoProduct, category: Texts) -> Product:
    """As the model has it, not saved: the shop's first language, and translations into the others."""
    texts = {
        code: {
            "name": product.name[code],
            "description": product.description[code],
            "category": category[code],
        }
        for code in product.name
    }
    own = texts.pop(tenant.language)
    numbers = product.model_dump(include={"sku", "price", "stock", "unit", "step", "attributes"})
    return Product(tenant=tenant, **own, **numbers, translations=texts)
