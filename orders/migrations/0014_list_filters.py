from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0013_day_sales"),
    ]

    operations = [
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(fields=['tenant', 'state', 'order'], name='confirmation_by_state'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['tenant', 'total', 'id'], name='order_by_total_and_id'),
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_by_total',
        ),
    ]
