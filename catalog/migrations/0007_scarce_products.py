from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0006_lost_demand_by_time"),
    ]

    operations = [
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('stock__lte', 5)), fields=['tenant', 'id'], name='product_scarce'),
        ),
    ]
