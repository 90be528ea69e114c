"""The words by which messages and customers are found."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tenants.scoping import TenantModel


class Words(TenantModel):
    """The words that something is found by, each behind the shop's key: another shop's common word costs nothing.

    Written by triggers, never by hand: docs/decisions/inbox-at-size.md.
    """

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    words = SearchVectorField()

    class Meta:
        abstract = True


class MessageWords(Words):
    """Of a message's text."""

    message = models.OneToOneField(
        "conversations.Message", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [GinIndex(fields=["words"], name="message_words")]

    def __str__(self) -> str:
        return f"words of {self.message_id}"


class CustomerWords(Words):
    """Of a customer's name, phone and e-mail address."""

    customer = models.OneToOneField(
        "conversations.Customer", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        indexes = [GinIndex(fields=["words"], name="customer_words")]

    def __str__(self) -> str:
        return f"words of {self.customer_id}"
