from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # The models exist only now.
        from catalog.reservations import count_with  # noqa: PLC0415
        from orders import receivers  # noqa: F401, PLC0415
        from orders.selectors import count_held  # noqa: PLC0415

        count_with(count_held)
