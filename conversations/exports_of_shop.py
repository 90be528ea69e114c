"""What an export of the shop holds of its customers and what was said."""

from conversations.models import Conversation, Customer, Message
from tenants.exports.tables import Table, export_table

export_table(
    Table(
        name="customers",
        rows=lambda: Customer.objects.all(),
        columns={
            "id": "public_id",
            "name": "name",
            "phone": "phone",
            "email": "email",
            "address": "address",
            "language": "language",
            "notes": "notes",
            "same_person_as": "merged_into__public_id",
            "since": "created_at",
        },
    )
)

export_table(
    Table(
        name="conversations",
        rows=lambda: Conversation.objects.all(),
        columns={
            "id": "public_id",
            "customer_id": "customer__public_id",
            "channel": "identity__kind",
            "status": "status",
            "answered_by": "owner",
            "language": "language",
            "interest": "lead_status",
            "last_message_at": "last_message_at",
        },
    )
)

export_table(
    Table(
        name="messages",
        rows=lambda: Message.objects.all(),
        columns={
            "id": "public_id",
            "conversation_id": "conversation__public_id",
            "author": "author",
            "kind": "kind",
            "text": "text",
            "status": "status",
            "at": "created_at",
        },
    )
)
