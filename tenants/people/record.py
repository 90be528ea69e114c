"""What a person does with their own account is on record in each of their shops."""

from django.contrib.auth.models import User

from tenants.models import Membership
from tenants.scoping import scopes_disabled
from tenants.services import record_audit


def record_of_person(user: User, *, action: str, actor: str = "") -> None:
    with scopes_disabled():
        shops = [member.tenant for member in Membership.objects.filter(user=user).select_related("tenant")]
    for shop in shops:
        record_audit(shop, actor=actor or user.get_username(), action=action, target=user.get_username())
