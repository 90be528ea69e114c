"""A model that will not answer again by itself: the shop is told, with the repair, while others answer."""

from django.urls import reverse

from lib.errors import ProviderError
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Alert, Tenant

KIND = "model_stopped"
# What a person has to repair, by the code of the failure: the words are in tenants/alerts/services.py.
REPAIRS = {
    "auth": "model_auth", "no_key": "model_no_key", "quota": "model_quota", "not_found": "model_not_found",
    "bad_request": "model_bad_request", "no_model": "model_setup", "unknown_provider": "model_setup",
    "bad_address": "model_setup", "private_address": "model_setup",
}  # fmt: skip


def note_failure(tenant: Tenant, provider: str, model: str, error: ProviderError) -> None:
    """Once, until the model answers again. What passes by itself is no alert."""
    notice, subject = REPAIRS.get(error.code, ""), subject_of(provider, model)
    if not (error.permanent and notice):
        return
    if Alert.objects.filter(kind=KIND, subject=subject, resolved_at=None).exists():
        return
    raise_alert(
        tenant, kind=KIND, subject=subject, link=reverse("panel:models", args=[tenant.slug]),
        model=f"{provider}: {model}" if model else provider, notice=notice, problem=str(error),
    )  # fmt: skip


def note_answer(tenant: Tenant, provider: str, model: str) -> None:
    """It answers: what was wrong is over."""
    if provider != "offline":
        resolve_alert(tenant.pk, kind=KIND, subject=subject_of(provider, model))


def subject_of(provider: str, model: str) -> str:
    """What an alert about a model is about."""
    return f"{provider}:{model}"[:100]
