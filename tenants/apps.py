from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = _("Shops and people")

    def ready(self) -> None:
        # The models exist only now.
        from tenants import own_checks  # noqa: PLC0415
        from tenants.demo import check_demo_account  # noqa: PLC0415
        from tenants.retention import own_kinds  # noqa: PLC0415

        register(check_demo_account, Tags.database)
        own_kinds.register()
        own_checks.register()
