"""What each of the staff has looked at."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from conversations.models import Conversation, Seen
from tenants.models import Membership


def mark_seen(conversation: Conversation, *, user: AbstractBaseUser) -> None:
    """Somebody looks at all that the customer has said until now."""
    mark = Seen(
        tenant_id=conversation.tenant_id, conversation=conversation, user_id=user.pk, seq=conversation.inbound_seq,
        seen_at=timezone.now(),
    )  # fmt: skip
    Seen.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["conversation", "user"], update_fields=["seq", "seen_at"]
    )


def with_seen(rows: QuerySet[Conversation], *, user: AbstractBaseUser) -> QuerySet[Conversation]:
    """Each with `seen_seq`, how far the person has looked; None when they never opened it."""
    mine = Seen.objects.filter(conversation=OuterRef("pk"), user_id=user.pk)
    return rows.annotate(seen_seq=Subquery(mine.values("seq")[:1]))


def count_unread(conversation: Conversation, *, member: Membership) -> int:
    """What came since the member looked. What came before they joined is not news to them."""
    seen: int | None = getattr(conversation, "seen_seq", None)
    if seen is not None:
        return max(conversation.inbound_seq - seen, 0)
    last = conversation.last_inbound_at
    return conversation.inbound_seq if last and last > member.created_at else 0
