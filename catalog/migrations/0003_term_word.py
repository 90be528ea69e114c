"""Mistyped words are looked for among words alone."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0002_term_statistics")]
    operations = [
        AddIndexConcurrently(
            model_name="term",
            index=models.Index(
                condition=~models.Q(("term__regex", "[0-9=#]")), fields=["tenant", "term"], name="term_word"
            ),
        ),
    ]
