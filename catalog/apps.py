from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        # The models exist only now.
        from catalog import exports_of_shop  # noqa: F401, PLC0415 (names the tables of a shop's export)
