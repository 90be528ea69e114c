"""What each role may do, in words; the views decide (`member_view(role=...)`)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.roles import Role

MAY: dict[Role, Promise] = {
    Role.AGENT: _("Answers chats, works on orders and looks up products and customers. Changes no settings."),
    Role.MANAGER: _(
        "Everything an agent does, and the settings of the shop: the agent, products, channels, opening hours, "
        "delivery and rules for orders. Sees the team and the log."
    ),
    Role.OWNER: _(
        "Everything, and what only owners do: invite and remove people, change roles, API keys, webhooks, and the "
        "export of all data."
    ),
}


def may_do(role: Role) -> Promise:
    return MAY[role]
