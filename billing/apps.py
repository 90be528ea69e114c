from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        # The models exist only now.
        # `exports_of_shop` names the tables of a shop's export.
        from billing import doctor, exports_of_shop  # noqa: F401, PLC0415

        doctor.register()
