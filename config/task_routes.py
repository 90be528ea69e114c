"""Which work goes to which queue: docs/decisions/queues.md. The first pattern that fits counts."""

TASK_ROUTES = [
    ("agent.tasks.tell_waiting*", {"queue": "bulk"}),
    ("agent.tasks.remember", {"queue": "bulk"}),
    ("agent.tasks.sweep_memory", {"queue": "bulk"}),
    ("agent.tasks.embed_*", {"queue": "bulk"}),
    ("agent.tasks.*_evaluation*", {"queue": "bulk"}),
    ("agent.tasks.*", {"queue": "agent"}),
    ("channels.tasks.process_event", {"queue": "inbound"}),
    ("channels.tasks.sweep_inbound", {"queue": "inbound"}),
    ("channels.tasks.fetch_attachment", {"queue": "inbound"}),
    ("channels.tasks.learn_name", {"queue": "bulk"}),
    ("channels.tasks.watch_channel*", {"queue": "bulk"}),
    ("channels.tasks.*", {"queue": "outbound"}),
    ("conversations.tasks.*", {"queue": "bulk"}),
    # What a shop tells us waits for no long reading.
    ("catalog.tasks.process_store_event", {"queue": "inbound"}),
    ("catalog.tasks.*", {"queue": "bulk"}),
    # Whoever comes back from paying looks at the order at once.
    ("orders.tasks.*payment*", {"queue": "inbound"}),
    ("orders.tasks.push_*", {"queue": "outbound"}),
    ("orders.tasks.take_*", {"queue": "outbound"}),
    ("orders.tasks.*", {"queue": "bulk"}),
    ("billing.tasks.*", {"queue": "bulk"}),
    ("tenants.tasks.mail_*", {"queue": "bulk"}),
    ("tenants.tasks.*webhook*", {"queue": "outbound"}),
    ("tenants.tasks.forget_old*", {"queue": "bulk"}),
    ("tenants.tasks.*export*", {"queue": "bulk"}),
    ("tenants.tasks.*", {"queue": "inbound"}),
]
