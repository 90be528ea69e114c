"""What an export of the shop holds of what its models cost."""

from billing.models import UsageEvent
from tenants.exports.tables import Table, export_table

export_table(
    Table(
        name="usage",
        rows=lambda: UsageEvent.objects.all(),
        columns={
            "id": "public_id",
            "conversation_id": "conversation_id",
            "role": "role",
            "provider": "provider",
            "model": "model",
            "input_tokens": "input_tokens",
            "output_tokens": "output_tokens",
            "cache_read_tokens": "cache_read_tokens",
            "cache_write_tokens": "cache_write_tokens",
            "cost_usd": "cost_usd",
            "price_source": "price_source",
            "created_at": "created_at",
        },
    )
)
