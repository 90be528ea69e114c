"""In which language a customer is written to first: theirs, else the shop's; where their number is from is a hint."""

import phonenumbers

from conversations.models import Customer
from lib.phone import to_e164
from orders.chat.wording import WORDS
from orders.models import Order
from tenants.models import Tenant

# Countries whose number speaks for a language, where the shop speaks it, too.
SPOKEN = {
    "he": {"IL"},
    "fr": {"FR", "BE", "CH", "LU", "MC", "TN", "DZ", "MA", "SN", "CI", "CM", "CA"},
    "es": {"ES", "MX", "AR", "CO", "CL", "PE", "VE", "EC", "UY", "PY", "BO", "CR", "PA", "DO", "GT", "HN", "NI", "SV"},
    "id": {"ID"},
    "en": {"US", "GB", "IE", "AU", "NZ", "ZA", "NG", "KE", "GH", "IN", "SG"},
}


def language_for(customer: Customer, tenant: Tenant, *, spoken: str = "") -> str:
    """`spoken` is the language of a conversation with them."""
    for known in (spoken, customer.language):
        if known in WORDS:
            return known
    hinted = next((code for code in tenant.languages if _region(customer, tenant) in SPOKEN.get(code, ())), "")
    return hinted or tenant.language


def language_of(order: Order) -> str:
    """In which its customer reads about it."""
    spoken = order.conversation.language if order.conversation else ""
    return language_for(order.customer, order.tenant, spoken=spoken)


def _region(customer: Customer, tenant: Tenant) -> str:
    number = to_e164(customer.phone, near=tenant.phone)
    return (phonenumbers.region_code_for_number(phonenumbers.parse(number)) or "") if number else ""
