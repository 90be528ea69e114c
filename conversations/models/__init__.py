"""Who said what: customers, where they can be reached, what was written, and what the shop keeps beside it."""

from conversations.models.attachment import Attachment, AttachmentStatus, attachment_path
from conversations.models.consent import Consent, ConsentSource, Purpose
from conversations.models.conversation import Conversation, ConversationStatus, LeadStatus, Owner
from conversations.models.customer import Customer, Identity, IdentityAlias
from conversations.models.figures import DayAnswer, DayTalk, Handover, HandoverCause
from conversations.models.inbox import CannedReply, Note, NoteKind, Seen
from conversations.models.memory import ProfileReading, Summary
from conversations.models.message import FORGOTTEN, UNSAID, Author, Message, MessageStatus
from conversations.models.search import CustomerWords, MessageWords

__all__ = [
    "FORGOTTEN", "UNSAID", "Attachment", "AttachmentStatus", "Author", "CannedReply", "Consent", "ConsentSource",
    "Conversation", "ConversationStatus", "Customer", "CustomerWords", "DayAnswer", "DayTalk", "Handover",
    "HandoverCause", "Identity", "IdentityAlias", "LeadStatus", "Message", "MessageStatus", "MessageWords", "Note",
    "NoteKind", "Owner", "ProfileReading", "Purpose", "Seen", "Summary", "attachment_path",
]  # fmt: skip
