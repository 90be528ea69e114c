from contextlib import suppress

from django.apps import AppConfig


class AgentConfig(AppConfig):
    name = "agent"
    verbose_name = "Agent"

    def ready(self) -> None:
        with suppress(ImportError):  # TEMPORARY while modules are being written
            from agent import receivers  # noqa: F401, PLC0415 (connects the signals once the models exist)
