"""Each conversation tells its stage itself, so that the list of conversations can be asked for one."""

from django.db import migrations

COPY_STAGES = """
UPDATE conversations_conversation AS talk SET stage = known.key, stage_name = coalesce(stage.name, known.key)
FROM agent_progress AS known LEFT JOIN agent_stage AS stage ON stage.id = known.stage_id
WHERE known.conversation_id = talk.id AND known.key <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("agent", "0005_evaluation"), ("conversations", "0006_inbox")]
    operations = [migrations.RunSQL(COPY_STAGES, migrations.RunSQL.noop)]
