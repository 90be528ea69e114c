"""Where conversations stand in the shop's way of selling: an app above says it, kept here so that it can be listed."""

from django.db import connection

from conversations.models import Conversation
from tenants.scoping import current_tenant_id

# A stage after the other from the index: a shop has a handful of them, and perhaps 100,000 conversations.
_EACH = """
WITH RECURSIVE found(stage) AS (
    (SELECT stage FROM conversations_conversation WHERE tenant_id = %(shop)s AND stage <> '' ORDER BY stage LIMIT 1)
    UNION ALL
    SELECT (SELECT talk.stage FROM conversations_conversation AS talk
        WHERE talk.tenant_id = %(shop)s AND talk.stage <> '' AND talk.stage > found.stage ORDER BY talk.stage LIMIT 1)
    FROM found WHERE found.stage IS NOT NULL
)
SELECT found.stage, (SELECT talk.stage_name FROM conversations_conversation AS talk
    WHERE talk.tenant_id = %(shop)s AND talk.stage = found.stage AND talk.stage <> ''
    ORDER BY talk.last_message_at DESC LIMIT 1)
FROM found WHERE found.stage IS NOT NULL
"""


def record_stage(conversation: Conversation, *, key: str, name: str) -> None:
    """The conversation has come to a stage, or the stage is called otherwise now. A repeat writes nothing."""
    if (conversation.stage, conversation.stage_name) == (key, name):
        return
    conversation.stage, conversation.stage_name = key[:40], name[:60]
    conversation.save(update_fields=["stage", "stage_name"])


def list_stages() -> list[tuple[str, str]]:
    """(key, name) of every stage in which there is a conversation of the current shop."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH, {"shop": current_tenant_id()})
        return [(key, name or key) for key, name in cursor.fetchall()]
