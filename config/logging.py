"""One log format for every process: readable lines at a desk, JSON without anybody's words in production."""

from typing import Any

import structlog

from config.log_privacy import keep_private

_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_READABLE = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.format_exc_info,
    structlog.dev.ConsoleRenderer(colors=False),
]
_JSON = [keep_private, structlog.processors.JSONRenderer()]


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: stdlib and structlog records leave through the same formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [*_SHARED, *(_JSON if as_json else _READABLE)],
                "pass_foreign_args": as_json,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structlog"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
            # The servers' own lines leave as ours do, as soon as their processes have loaded the settings.
            "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            # One line per task start and end says nothing a row in Postgres does not say better.
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # A line for each table of a font, in every PDF.
            "fontTools": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            # At DEBUG it writes every address down, and a Telegram address holds the bot's token.
            "urllib3": {"level": "WARNING"},
            "django_celery_beat": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def configure_structlog() -> None:
    """Our own records go to the standard library's loggers, and leave by their formatter."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
