from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentConfig(AppConfig):
    name = "agent"
    verbose_name = _("Agent")

    def ready(self) -> None:
        # The models exist only now.
        from agent import doctor, personal_data, receivers, retention  # noqa: F401, PLC0415 (receivers connect the signals)
        from tenants.personal_data import keep_personal_data  # noqa: PLC0415

        keep_personal_data("agent", export=personal_data.export, erase=personal_data.erase)
        retention.register()
        doctor.register()
