"""The page on which staff take an order themselves: by phone, or at the counter."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from conversations.models import Customer
from conversations.search import find_customers
from lib.errors import DomainError
from lib.ids import read_uuid
from orders.actors import by_staff
from orders.editing.panel import found_products
from orders.editing.services import Details, edit_details
from orders.models import Source
from orders.placing.answers import Answer, answer_once
from orders.placing.forms import Line, NewOrderForm, read_lines, sum_of
from orders.placing.services import place_order
from orders.refusals import word_refusal
from tenants.panel import MemberRequest, form_token, member_view, page_context

MOST_FOUND = 6
# Without JavaScript these are buttons of the same form; they only look something up.
LOOKS = ("find", "find_customer", "put")


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def order_new(request: MemberRequest) -> HttpResponse:
    """The form; POST makes the order by the API's rules, once for each form. 422 with the reason when it cannot be."""
    if request.method != "POST":
        return _show(request, NewOrderForm(initial={"token": form_token()}))
    form = NewOrderForm(request.POST)
    if any(look in request.POST for look in LOOKS):
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        public_id = _place(request, form)
    except DomainError as refusal:
        return _show(request, form, problem=word_refusal(refusal), status=422)
    return redirect("panel:order", slug=request.tenant.slug, public_id=public_id)


@require_safe
@member_view()
def customer_options(request: MemberRequest) -> HttpResponse:
    """Customers to choose from, as a part of the form."""
    found = _found(request.GET.get("customer_words", ""))
    return render(request, "panel/order_customers.html", {"customers": found, "chosen": None})


def _place(request: MemberRequest, form: NewOrderForm) -> str:
    """The order's public id; the second click of a double click gets the first one's."""
    lines, by = read_lines(request.POST.dict()), by_staff(request.user)
    wish = form.wish(customer_id=read_uuid(request.POST.get("customer", "")), lines=lines)

    def act() -> Answer:
        order, _is_new = place_order(request.tenant, wish=wish, by=by, source=Source.PANEL)
        if internal_notes := form.cleaned_data["internal_notes"]:
            edit_details(order, details=Details(internal_notes=internal_notes), by=by)
        return Answer(201, str(order.public_id))

    key = f"panel {form.cleaned_data['token']}"
    return answer_once(request.tenant, key=key, asked=str(form.cleaned_data["token"]), act=act).body


def _show(request: MemberRequest, form: NewOrderForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    typed = request.POST.dict() if request.method == "POST" else request.GET.dict()
    chosen = _chosen(read_uuid(typed.get("customer", "")))
    lines: list[Line] = read_lines(typed)
    context = page_context(
        request, section="orders", part="orders", form=form, problem=problem, typed=typed, lines=lines,
        goods=sum_of(lines, request.tenant.currency), chosen=chosen, customers=_found(typed.get("customer_words", "")),
        found=found_products(typed.get("add_words", ""), request),
    )  # fmt: skip
    # What was added is a line now.
    context["typed"] = {name: text for name, text in typed.items() if name != "add"}
    return render(request, "panel/order_new.html", context, status=status)


def _found(words: str) -> list[Customer]:
    return list(find_customers(words.strip()[:100])[:MOST_FOUND]) if words.strip() else []


def _chosen(public_id: UUID | None) -> Customer | None:
    return Customer.objects.filter(public_id=public_id).first() if public_id else None
