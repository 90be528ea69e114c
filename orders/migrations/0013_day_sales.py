

import django.db.models.deletion
from django.db import migrations, models


MARKS = """
-- Lines that change, and orders that are cancelled, brought back or moved to another day, mark the day of the order.
CREATE FUNCTION orders_mark_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tenants_mark_day(shop, 'orders', moment) FROM (
        SELECT DISTINCT sold.tenant_id AS shop, date_bin('15 minutes', sold.created_at, 'epoch') AS moment
        FROM changed JOIN orders_order AS sold ON sold.id = changed.order_id
    ) AS moments;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_days_new AFTER INSERT ON orders_orderline REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION orders_mark_lines();
CREATE TRIGGER orders_days_changed AFTER UPDATE ON orders_orderline REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION orders_mark_lines();
CREATE TRIGGER orders_days_gone AFTER DELETE ON orders_orderline REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION orders_mark_lines();

CREATE FUNCTION orders_mark_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tenants_mark_day(OLD.tenant_id, 'orders', OLD.created_at);
    IF TG_OP = 'UPDATE' THEN
        PERFORM tenants_mark_day(NEW.tenant_id, 'orders', NEW.created_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_days_moved AFTER UPDATE OF status, created_at, currency ON orders_order FOR EACH ROW
    WHEN (OLD.created_at <> NEW.created_at OR OLD.currency <> NEW.currency
        OR (OLD.status = 'cancelled') <> (NEW.status = 'cancelled'))
    EXECUTE FUNCTION orders_mark_order();
CREATE TRIGGER orders_days_deleted AFTER DELETE ON orders_order FOR EACH ROW EXECUTE FUNCTION orders_mark_order();
"""
NO_MARKS = """
DROP TRIGGER orders_days_deleted ON orders_order;
DROP TRIGGER orders_days_moved ON orders_order;
DROP FUNCTION orders_mark_order();
DROP TRIGGER orders_days_gone ON orders_orderline;
DROP TRIGGER orders_days_changed ON orders_orderline;
DROP TRIGGER orders_days_new ON orders_orderline;
DROP FUNCTION orders_mark_lines();
DELETE FROM tenants_staleday WHERE subject = 'orders';
DELETE FROM tenants_counteddays WHERE subject = 'orders';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_lost_demand_by_time'),
        ('conversations', '0005_handovers_and_day_sums'),
        ("orders", "0012_words_by_time"),
        ('tenants', '0005_day_sums'),
    ]

    operations = [
        migrations.CreateModel(
            name='DaySale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('orders', models.PositiveIntegerField()),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=18)),
                ('total', models.DecimalField(decimal_places=2, max_digits=20)),
            ],
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(fields=['tenant', '-created_at', '-id'], include=('state',), name='confirmation_by_time'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['tenant', 'created_at'], include=('customer', 'status', 'currency', 'total'), name='order_buyers'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('kind', 'refund'), ('state', 'succeeded')), fields=['tenant', '-settled_at', '-id'], name='payment_refunds'),
        ),
        migrations.AddField(
            model_name='daysale',
            name='product',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product'),
        ),
        migrations.AddField(
            model_name='daysale',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='shop'),
        ),
        migrations.AddConstraint(
            model_name='daysale',
            constraint=models.UniqueConstraint(fields=('tenant', 'day', 'product', 'currency'), name='day_sale_once'),
        ),
        migrations.RunSQL(MARKS, NO_MARKS),
    ]
