"""What the clock does: sweeps for what was lost on the way, and the work of each hour and day."""

from typing import Any

from config.celery import QUEUES


def beat_schedule(
    *,
    sweep: float,
    alarm: float,
    watch: float,
    embed: float,
    store: float,
    payment: float,
    confirm: float,
    count: float,
) -> dict[str, Any]:
    """Celery's schedule. The arguments are the settings of these names (`SWEEP_SECONDS`), in seconds."""
    return {
        "sweep-inbound": {"task": "channels.tasks.sweep_inbound", "schedule": sweep},
        "sweep-outbound": {"task": "channels.tasks.sweep_outbound", "schedule": sweep},
        "sweep-conversations": {"task": "agent.tasks.sweep_conversations", "schedule": sweep},
        "sweep-memory": {"task": "agent.tasks.sweep_memory", "schedule": alarm},
        "sweep-evaluations": {"task": "agent.tasks.sweep_evaluations", "schedule": alarm},
        "forget-evaluations": {"task": "agent.tasks.forget_evaluations_of_all", "schedule": 86_400.0},
        "tell-waiting": {"task": "agent.tasks.tell_waiting_of_all", "schedule": alarm},
        "sound-alarms": {"task": "conversations.tasks.sound_alarms", "schedule": alarm},
        "mail-alerts": {"task": "tenants.tasks.mail_alerts_of_all", "schedule": alarm},
        "watch-channels": {"task": "channels.tasks.watch_channels", "schedule": watch},
        "compact-figures": {"task": "orders.tasks.compact_figures_of_all", "schedule": 3600.0},
        "count-orders": {"task": "orders.tasks.count_days_of_all", "schedule": count},
        "count-conversations": {"task": "conversations.tasks.count_days_of_all", "schedule": count},
        "tell-askers": {"task": "agent.tasks.tell_askers_of_all", "schedule": alarm},
        "embed-knowledge": {"task": "agent.tasks.embed_knowledge_of_all", "schedule": embed},
        "embed-products": {"task": "catalog.tasks.embed_products_of_all", "schedule": embed},
        "sweep-stores": {"task": "catalog.tasks.sweep_stores", "schedule": store},
        "sweep-payments": {"task": "orders.tasks.sweep_payments", "schedule": payment},
        "sweep-store-orders": {"task": "orders.tasks.sweep_store_orders", "schedule": store},
        "sweep-notices": {"task": "orders.tasks.sweep_notices", "schedule": confirm},
        "sweep-confirmations": {"task": "orders.tasks.sweep_confirmations", "schedule": confirm},
        "tidy-spending": {"task": "billing.tasks.tidy_spending_of_all", "schedule": 300.0},
        "make-invoices": {"task": "billing.tasks.make_invoices_of_all", "schedule": 3600.0},
        "sweep-webhooks": {"task": "tenants.tasks.sweep_webhooks", "schedule": sweep},
        "forget-old": {"task": "tenants.tasks.forget_old_of_all", "schedule": 86_400.0},
        "sweep-exports": {"task": "tenants.tasks.sweep_exports", "schedule": alarm},
        "forget-exports": {"task": "tenants.tasks.forget_exports_of_all", "schedule": 3600.0},
        # One for each queue: /readyz names the one that nobody reads.
        **{
            f"heartbeat-{queue}": {
                "task": "tenants.tasks.heartbeat", "schedule": 15.0, "args": (queue,),
                "options": {"queue": queue, "expire_seconds": 120},
            }
            for queue in QUEUES
        },
    }  # fmt: skip
