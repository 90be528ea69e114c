from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # The models exist only now. What is not named again connects something when it is imported.
        import orders.payments.receivers  # noqa: F401, PLC0415
        from catalog.reservations import count_with  # noqa: PLC0415
        from catalog.stores.messages import listen_to  # noqa: PLC0415
        from orders import doctor, exports_of_shop, personal_data, receivers, retention  # noqa: F401, PLC0415
        from orders.selectors import count_held, has_orders  # noqa: PLC0415
        from orders.stores.services import hear  # noqa: PLC0415
        from tenants.personal_data import keep_personal_data  # noqa: PLC0415
        from tenants.shop.services import hold_currency  # noqa: PLC0415

        count_with(count_held)
        hold_currency(has_orders)
        listen_to("order", hear)
        keep_personal_data("orders", export=personal_data.export, erase=personal_data.erase)
        retention.register()
        doctor.register()
