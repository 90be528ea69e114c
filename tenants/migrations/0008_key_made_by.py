from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tenants", "0007_agent_tone_and_first_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),  # fmt: skip
        ),
    ]
