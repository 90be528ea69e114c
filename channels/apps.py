from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        # The models exist only now.
        from channels import doctor, personal_data, receivers, retention  # noqa: F401, PLC0415
        from channels.sending.reaching import NETWORK  # noqa: PLC0415
        from conversations.people.reaching import reach_with  # noqa: PLC0415
        from tenants.personal_data import keep_personal_data  # noqa: PLC0415

        reach_with(NETWORK)
        keep_personal_data("channels", export=personal_data.export, erase=personal_data.erase)
        retention.register()
        doctor.register()
