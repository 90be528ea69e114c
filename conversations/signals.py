"""The two edges that go up from here. Receivers only enqueue a task."""

from django.dispatch import Signal

# Sent inside the transaction with `conversation`: a customer said or edited something.
message_received = Signal()
# Sent inside the transaction with `message`: an outgoing message waits in the outbox.
message_queued = Signal()
