from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        # The models exist only now.
        # `exports_of_shop` names the tables of a shop's export.
        from catalog import doctor, exports_of_shop, personal_data, retention  # noqa: F401, PLC0415
        from tenants.personal_data import keep_personal_data  # noqa: PLC0415

        keep_personal_data("catalog", export=personal_data.export, erase=personal_data.erase)
        retention.register()
        doctor.register()
