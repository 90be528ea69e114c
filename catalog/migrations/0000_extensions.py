from django.db import migrations
from pgvector.django import VectorExtension


class Migration(migrations.Migration):
    """Before the tables: one of them has a column of vectors."""

    initial = True
    dependencies = []
    operations = [VectorExtension()]
