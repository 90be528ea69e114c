"""One row of everything that a page of the panel is about and that an invented year does not bring along."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from django.apps import apps
from django.utils import timezone

from agent.evaluation.models import Evaluation, OwnScenario
from agent.knowledge.services import add_document, save_faq
from agent.models import ModelChoice, Stage, StagePicture, TeamQuestion
from agent.playbooks.services import create_playbook
from agent.playground.models import PlaygroundSession
from agent.prompts.versions import save_draft
from billing.models import Invoice, InvoiceLine, Plan
from catalog.models import ProductImport, Store
from config.testing.panel_pages import SAMPLES
from conversations.models import Attachment, CannedReply, Message
from orders.models import ChangeRequest, DeliveryArea, DiscountKind, LookAlike, Order, Promotion, Site
from tenants.alerts.services import raise_alert
from tenants.exports.models import DataExport
from tenants.models import Membership, SpecialDay, Tenant
from tenants.people.models import Invitation
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.webhooks.models import WebhookDelivery, WebhookEndpoint

ACTOR = "samples"


def ensure_samples(shop: Tenant) -> None:
    """Make what is missing, after `fill_shop`. Nothing of it does anything by itself."""
    with tenant_scope(shop):
        for label, make in MAKERS.items():
            if label in set(SAMPLES.values()) and not apps.get_model(label).objects.exists():
                make(shop)


def _make_picture(shop: Tenant) -> None:
    stage = Stage.objects.order_by("pk").last()
    StagePicture.objects.create(tenant=shop, stage=stage, mime_type="image/png", digest="sample", file="sample.png")


def _make_look_alike(shop: Tenant) -> None:
    first, second = Order.objects.order_by("-pk")[:2]
    LookAlike.objects.create(tenant=shop, first=first, second=second)


def _make_store(shop: Tenant) -> None:
    Store.objects.create(
        tenant=shop, name="Online shop", url="https://store.example.com", consumer_key="ck", consumer_secret="cs",  # noqa: S106  # opens nothing
        is_enabled=False,
    )  # fmt: skip


def _make_question(shop: Tenant) -> None:
    TeamQuestion.objects.create(tenant=shop, question="Is there parking?", language="en", stems=["parking"])


def _make_attachment(shop: Tenant) -> None:
    message = Message.objects.order_by("pk").last()
    Attachment.objects.create(tenant=shop, message=message, kind="image", ref="1", name="photo.jpg", status="failed")


def _make_request(shop: Tenant) -> None:
    order = Order.objects.order_by("pk").last()
    ChangeRequest.objects.create(tenant=shop, order=order, kind="cancel", digest="sample")


def _make_session(shop: Tenant) -> None:
    member = Membership.objects.select_related("user").order_by("pk").last()
    if member:
        PlaygroundSession.objects.create(tenant=shop, user=member.user, title="First try")


def _make_plan(shop: Tenant) -> None:
    Plan.objects.create(name="Shop", currency=shop.currency, monthly_price=99, included_messages=500, usd_rate=1)


def _make_invoice(shop: Tenant) -> None:
    invoice = Invoice.objects.create(
        tenant=shop, number="INV-2026-000001", month=date(2026, 9, 1), currency=shop.currency, language=shop.language,
        issuer_name="Desk Ltd", shop_name=shop.name, subtotal=99, tax_percent=0, tax=0, total=99,
        issued_on=date(2026, 10, 1),
    )  # fmt: skip
    InvoiceLine.objects.create(
        tenant=shop, invoice=invoice, position=1, kind="plan", plan="Shop", messages=420, quantity=1, unit_price=99,
        amount=99,
    )  # fmt: skip


def _make_delivery(shop: Tenant) -> None:
    endpoint = WebhookEndpoint.objects.order_by("pk").last()
    WebhookDelivery.objects.create(
        tenant=shop, endpoint=endpoint, event_id=uuid4(), event="order.created", body="{}", state="sent"
    )


MAKERS: dict[str, Callable[[Tenant], object]] = {
    "conversations.Attachment": _make_attachment,
    "orders.ChangeRequest": _make_request,
    "orders.LookAlike": _make_look_alike,
    "orders.Site": lambda shop: Site.objects.create(tenant=shop, site_id="shop", name="Shop", hosts=["a.example"]),
    "orders.DeliveryArea": lambda shop: DeliveryArea.objects.create(tenant=shop, name="Town", places=["Town"], fee=5),
    "orders.Promotion": lambda shop: Promotion.objects.create(
        tenant=shop, name="Welcome", kind=DiscountKind.PERCENT, value=10
    ),
    "catalog.Store": _make_store,
    "billing.Plan": _make_plan,
    "billing.Invoice": _make_invoice,
    "agent.FaqEntry": lambda shop: save_faq(
        shop, question="Where do you park?", answer="Behind the house.", language="en", actor=ACTOR
    ),
    "agent.Document": lambda shop: add_document(
        shop, name="rules.txt", content=b"Be kind.", title="House rules", actor=ACTOR
    ),
    "agent.TeamQuestion": _make_question,
    "agent.ModelChoice": lambda shop: ModelChoice.objects.create(tenant=shop, provider="offline"),
    "agent.PromptVersion": lambda shop: save_draft(
        shop, slug="describe", text="Say in one line what it shows.", author=ACTOR, note="shorter"
    ),
    "agent.Playbook": lambda shop: create_playbook(shop, name="Usual", actor=ACTOR),
    "agent.StagePicture": _make_picture,
    "agent.Evaluation": lambda shop: Evaluation.objects.create(
        tenant=shop, provider="offline", actor=ACTOR, state="done", finished_at=timezone.now()
    ),
    "agent.OwnScenario": lambda shop: OwnScenario.objects.create(
        tenant=shop, name="greets", text="about: says hello\nsteps:\n  - user: hello\n"
    ),
    "agent.PlaygroundSession": _make_session,
    "catalog.ProductImport": lambda shop: ProductImport.objects.create(
        tenant=shop, source="upload", file_name="prices.csv", content=b"name,price\nBread,2\n", actor=ACTOR
    ),
    "conversations.CannedReply": lambda shop: CannedReply.objects.create(
        tenant=shop, name="Thanks", texts={"en": "Thank you!"}
    ),
    "tenants.Invitation": lambda shop: Invitation.objects.create(
        tenant=shop, email="new@example.com", invited_by=ACTOR
    ),
    "tenants.ApiKey": lambda shop: create_api_key(shop, name="Stock system", actor=ACTOR),
    "tenants.DataExport": lambda shop: DataExport.objects.create(tenant=shop, asked_by=ACTOR, state="failed"),
    "tenants.WebhookEndpoint": lambda shop: WebhookEndpoint.objects.create(
        tenant=shop, url="https://hooks.example.com/salesdesk", is_enabled=False
    ),
    "tenants.WebhookDelivery": _make_delivery,
    "tenants.Alert": lambda shop: raise_alert(shop, kind="payment_unclear", subject="sample", what="a sample"),
    "tenants.SpecialDay": lambda shop: SpecialDay.objects.create(
        tenant=shop, day=timezone.localdate() + timedelta(days=9), name="Holiday"
    ),
}
