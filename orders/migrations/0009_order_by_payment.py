from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0008_notices'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['tenant', 'payment_status', '-id'], name='order_by_payment'),
        ),
    ]
