from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        # The models exist only now.
        from conversations import doctor, exports_of_shop, retention  # noqa: F401, PLC0415 (names the tables of a shop's export)
        from conversations.personal_data import register  # noqa: PLC0415

        register()
        retention.register()
        doctor.register()
