"""Telling a person all that the shop keeps of them, and forgetting them: docs/decisions/erasure.md."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from conversations.models import (
    Attachment,
    AttachmentStatus,
    Consent,
    Conversation,
    Customer,
    Identity,
    IdentityAlias,
    Message,
    Note,
    ProfileReading,
    Summary,
)
from conversations.people.merging import person_ids
from conversations.people.profile import FIELDS
from lib.errors import DomainError
from tenants.exports.services import outdate_exports
from tenants.models import Alert
from tenants.personal_data import Address, Person, keep_personal_data, list_keepers
from tenants.services import record_audit
from tenants.webhooks.services import forget_about

OUR_APP = "conversations"
# Told which app is asked next.
Progress = Callable[[str], object]


def find_person(customer: Customer) -> Person:
    """Everybody whom staff know to be this customer, as every app can look them up."""
    customers = list(Customer.objects.filter(pk__in=person_ids(customer)).select_related("tenant").order_by("pk"))
    keys = [row.pk for row in customers]
    talks = list(Conversation.objects.filter(customer__in=keys).order_by("pk").values_list("pk", "public_id"))
    identities = Identity.objects.filter(customer__in=keys).prefetch_related("aliases").order_by("pk")
    return Person(
        tenant=customers[0].tenant, customer_keys=keys, customer_ids=[row.public_id for row in customers],
        conversation_keys=[key for key, _ in talks], conversation_ids=[public_id for _, public_id in talks],
        addresses=[
            Address(one.channel_id, [one.external_id, *(alias.external_id for alias in one.aliases.all())])
            for one in identities
        ],
        contacts=sorted({text for row in customers for text in (row.email, row.phone) if text}),
    )  # fmt: skip


def export_person(customer: Customer, *, actor: str, progress: Progress = bool) -> bytes:
    """A ZIP archive: person.json with what each app keeps, and the files that the person sent, in files/.

    Writes down who asked for it.
    """
    person = find_person(customer)
    told = {}
    for app, keeper in list_keepers().items():
        progress(app)
        told[app] = keeper.export(person)
    progress("files")
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("person.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        for row in _stored_files(person):
            with row.file.open("rb") as file:
                pack.writestr(f"files/{row.public_id}", file.read())
    record_audit(person.tenant, actor=actor, action="customer exported", target=str(customer.public_id))
    return archive.getvalue()


def erase_person(customer: Customer, *, typed: str, actor: str, progress: Progress = bool) -> None:
    """Forget a person: what they said and sent, what was thought and noted about them, who they are.

    Orders stay without them. All of it or nothing; the files go when it is certain. Raises DomainError
    (`not_confirmed`) unless `typed` is the customer's name as it is shown.
    """
    if typed.strip() != str(customer):
        raise DomainError("not_confirmed", "Type the name exactly as it is shown.")
    with transaction.atomic():
        list(Customer.objects.select_for_update().filter(pk__in=person_ids(customer)).order_by("pk"))
        person = find_person(customer)
        ours, consents = list_keepers()[OUR_APP], _prove_consents(person)
        for app, keeper in list_keepers().items():
            if keeper is not ours:
                progress(app)
                keeper.erase(person)
        progress(OUR_APP)
        # Last: the others find their rows by ours.
        ours.erase(person)
        record_audit(
            person.tenant, actor=actor, action="customer erased", target=str(customer.public_id), consents=consents
        )  # fmt: skip


def _prove_consents(person: Person) -> list[str]:
    """What the law wants to be proved later: that somebody agreed or refused, to what, when, on which kind of channel.
    Nothing of who it was."""
    rows = Consent.objects.filter(identity__customer__in=person.customer_keys).select_related("identity").order_by("pk")
    return [
        f"{row.created_at:%Y-%m-%d %H:%M} {row.identity.kind}: {row.purpose} {'yes' if row.is_granted else 'no'} "
        f"({row.source})"
        for row in rows
    ]  # fmt: skip


def export(person: Person) -> Mapping[str, Any]:
    keys, talks = person.customer_keys, person.conversation_keys
    return {
        "customers": _values(Customer, "created_at", *FIELDS, pk__in=keys),
        "channels": _values(Identity, "kind", "external_id", "name", "is_reachable", "created_at", customer__in=keys),
        "other_names": _values(IdentityAlias, "external_id", identity__customer__in=keys),
        "consents": _values(
            Consent, "purpose", "is_granted", "source", "evidence", "created_at", identity__customer__in=keys
        ),
        "conversations": _values(
            Conversation, "public_id", "status", "language", "lead_status", "lead_words", "handover_reason",
            "stage_name", "created_at", pk__in=talks,
        ),
        "messages": _values(
            Message, "conversation__public_id", "author", "kind", "text", "media", "choices", "status", "reaction",
            "created_at", conversation__in=talks,
        ),
        "files": _values(
            Attachment, "public_id", "name", "mime_type", "size", "words", "created_at", message__conversation__in=talks
        ),
        "notes": _values(Note, "kind", "text", "created_at", conversation__in=talks),
        "summaries": _values(Summary, "text", "created_at", conversation__in=talks),
        "readings": _values(ProfileReading, "found", "kept", "created_at", conversation__in=talks),
    }  # fmt: skip


def erase(person: Person) -> None:
    """Customers with orders stay as an empty row, so that the orders have somebody; the others go."""
    _forget_files(person)
    _forget_around(person)
    forget_about([*person.customer_ids, *person.conversation_ids])
    outdate_exports()
    Conversation.objects.filter(pk__in=person.conversation_keys).delete()
    Identity.objects.filter(customer__in=person.customer_keys).delete()
    empty: dict[str, Any] = dict.fromkeys(FIELDS, "")
    for customer in Customer.objects.filter(pk__in=person.customer_keys):
        Customer.objects.filter(pk=customer.pk).update(**empty, provenance={})
        _delete_unless_held(customer)


def _delete_unless_held(customer: Customer) -> None:
    try:
        with transaction.atomic():
            customer.delete()
    except models.ProtectedError:
        pass  # something that has to be kept needs the row


def _forget_files(person: Person) -> None:
    """What was fetched lies beside the database: it goes once nobody can change their mind."""
    for row in _stored_files(person):
        transaction.on_commit(lambda file=row.file: file.storage.delete(file.name))  # type: ignore[misc]


def _forget_around(person: Person) -> None:
    """Alerts name the customer, and so does the admin's own log of changes."""
    subjects = [str(key) for key in person.conversation_ids]
    Alert.objects.filter(subject__in=subjects).delete()
    for model, keys in _rows_by_model(person):
        log = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
        )
        log.update(object_repr="", change_message="")


def _rows_by_model(person: Person) -> Iterator[tuple[type[models.Model], list[int]]]:
    identities = Identity.objects.filter(customer__in=person.customer_keys)
    messages = Message.objects.filter(conversation__in=person.conversation_keys)
    yield Customer, list(person.customer_keys)
    yield Conversation, list(person.conversation_keys)
    yield Identity, list(identities.values_list("pk", flat=True))
    yield Message, list(messages.values_list("pk", flat=True))


def _stored_files(person: Person) -> list[Attachment]:
    rows = Attachment.objects.filter(message__conversation__in=person.conversation_keys)
    return [row for row in rows.filter(status=AttachmentStatus.STORED).order_by("pk") if row.file]


def _values(model: type[models.Model], *names: str, **wanted: Any) -> list[dict[str, Any]]:
    return list(model._default_manager.filter(**wanted).order_by("pk").values(*names))


def register() -> None:
    keep_personal_data(OUR_APP, export=export, erase=erase)
