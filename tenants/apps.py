from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Shops and people")

    def ready(self) -> None:
        from tenants.demo import check_demo_account  # noqa: PLC0415  # models can be imported only now

        register(check_demo_account, Tags.database)
