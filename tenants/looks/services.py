"""Changing the colour and the logo."""

from django.db import transaction
from django.utils.translation import gettext as _

from lib.errors import DomainError
from lib.filetype import sniff
from tenants.models import Logo, Tenant
from tenants.services import record_audit

MOST_LOGO_BYTES = 300 * 1024
# Pictures that every browser shows and that cannot hold a script: no SVG.
LOGO_KINDS = frozenset({"image/png", "image/jpeg", "image/webp"})


@transaction.atomic
def save_accent(tenant: Tenant, *, accent: str, actor: str) -> None:
    """`accent` is #rrggbb, or "" for the usual colour."""
    row = Tenant.objects.select_for_update().get(pk=tenant.pk)
    if row.accent == accent:
        return
    before, row.accent = row.accent, accent
    row.full_clean(exclude=[field.name for field in Tenant._meta.fields if field.name != "accent"])
    row.save(update_fields=["accent"])
    record_audit(row, actor=actor, action="colour_changed", target=row.slug, before=before, after=accent)


@transaction.atomic
def save_logo(tenant: Tenant, *, content: bytes, actor: str) -> Logo:
    """Takes the place of the one before. Raises DomainError `unwanted_kind` or `too_large`."""
    if len(content) > MOST_LOGO_BYTES:
        raise DomainError("too_large", _("This picture is too large: 300 kB at most."))
    kind = sniff(content, declared="")
    if kind not in LOGO_KINDS:
        raise DomainError("unwanted_kind", _("This is no PNG, JPEG or WebP picture."))
    row = Tenant.objects.select_for_update().get(pk=tenant.pk)
    Logo.objects.filter(tenant=row).delete()
    logo = Logo.objects.create(tenant=row, mime_type=kind, content=content)
    row.logo = logo.public_id
    row.save(update_fields=["logo"])
    record_audit(row, actor=actor, action="logo_changed", target=row.slug)
    return logo


@transaction.atomic
def remove_logo(tenant: Tenant, *, actor: str) -> None:
    row = Tenant.objects.select_for_update().get(pk=tenant.pk)
    if row.logo is None:
        return
    Logo.objects.filter(tenant=row).delete()
    row.logo = None
    row.save(update_fields=["logo"])
    record_audit(row, actor=actor, action="logo_removed", target=row.slug)
