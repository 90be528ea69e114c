"""The words of an order stand in the order of the list, so that the newest with a common word are found by walking."""

from django.db import migrations, models

KEEP_UP = """
-- With the index in place every row would be written into it again, word by word.
DROP INDEX order_words;
UPDATE orders_orderwords AS known SET created_at = sold.created_at FROM orders_order AS sold WHERE sold.id = known.order_id;
CREATE INDEX order_words ON orders_orderwords USING gin (words);

CREATE OR REPLACE FUNCTION orders_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderwords (order_id, tenant_id, created_at, words)
    SELECT sold.id, sold.tenant_id, sold.created_at,
        orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM changed AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    ON CONFLICT (order_id) DO UPDATE SET words = excluded.words, created_at = excluded.created_at;
    RETURN NULL;
END $$;

CREATE FUNCTION orders_move_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_orderwords SET created_at = NEW.created_at WHERE order_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_words_moved AFTER UPDATE OF created_at ON orders_order FOR EACH ROW
    WHEN (OLD.created_at <> NEW.created_at) EXECUTE FUNCTION orders_move_words();
"""
AS_BEFORE = """
DROP TRIGGER orders_words_moved ON orders_order;
DROP FUNCTION orders_move_words();
CREATE OR REPLACE FUNCTION orders_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderwords (order_id, tenant_id, words)
    SELECT sold.id, sold.tenant_id, orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM changed AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    ON CONFLICT (order_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    # The new column is filled, then made to be there: Postgres refuses both in one transaction with rows waiting.
    atomic = False
    dependencies = [("orders", "0011_delivery_and_pickup")]
    operations = [
        migrations.AddField("orderwords", "created_at", models.DateTimeField(null=True)),
        migrations.RunSQL(KEEP_UP, AS_BEFORE),
        migrations.AlterField("orderwords", "created_at", models.DateTimeField()),
        migrations.AddIndex(
            "orderwords", models.Index(fields=["tenant", "created_at", "order"], name="order_words_by_time")
        ),
    ]
