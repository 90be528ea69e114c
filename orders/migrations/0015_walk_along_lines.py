"""Lines of a product, and words with their order's status, stand in the order of the list: both are walked along."""

from django.db import migrations, models
from django.db.models.functions import Now

KEEP_UP = """
CREATE FUNCTION orders_place_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sold.created_at INTO NEW.ordered_at FROM orders_order AS sold WHERE sold.id = NEW.order_id;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_line_placed BEFORE INSERT ON orders_orderline FOR EACH ROW EXECUTE FUNCTION orders_place_line();

CREATE OR REPLACE FUNCTION orders_move_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_orderwords SET created_at = NEW.created_at, status = NEW.status WHERE order_id = NEW.id;
    IF OLD.created_at <> NEW.created_at THEN
        UPDATE orders_orderline SET ordered_at = NEW.created_at WHERE order_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER orders_words_moved ON orders_order;
CREATE TRIGGER orders_words_moved AFTER UPDATE OF created_at, status ON orders_order FOR EACH ROW
    WHEN (OLD.created_at <> NEW.created_at OR OLD.status <> NEW.status) EXECUTE FUNCTION orders_move_words();

CREATE OR REPLACE FUNCTION orders_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderwords (order_id, tenant_id, created_at, status, words)
    SELECT sold.id, sold.tenant_id, sold.created_at, sold.status,
        orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM changed AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    ON CONFLICT (order_id) DO UPDATE
    SET words = excluded.words, created_at = excluded.created_at, status = excluded.status;
    RETURN NULL;
END $$;

-- Room on every page: a new status stays beside the old one, and no index hears of it.
ALTER TABLE orders_orderwords SET (fillfactor = 80);
-- With the index in place every row would be written into it again, word by word.
DROP INDEX order_words;
UPDATE orders_orderwords AS known SET status = sold.status FROM orders_order AS sold WHERE sold.id = known.order_id;
CREATE INDEX order_words ON orders_orderwords USING gin (words);
UPDATE orders_orderline AS line SET ordered_at = sold.created_at FROM orders_order AS sold WHERE sold.id = line.order_id;
"""
AS_BEFORE = """
ALTER TABLE orders_orderwords RESET (fillfactor);
CREATE OR REPLACE FUNCTION orders_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderwords (order_id, tenant_id, created_at, words)
    SELECT sold.id, sold.tenant_id, sold.created_at,
        orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM changed AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    ON CONFLICT (order_id) DO UPDATE SET words = excluded.words, created_at = excluded.created_at;
    RETURN NULL;
END $$;
DROP TRIGGER orders_words_moved ON orders_order;
CREATE OR REPLACE FUNCTION orders_move_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_orderwords SET created_at = NEW.created_at WHERE order_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_words_moved AFTER UPDATE OF created_at ON orders_order FOR EACH ROW
    WHEN (OLD.created_at <> NEW.created_at) EXECUTE FUNCTION orders_move_words();
DROP TRIGGER orders_line_placed ON orders_orderline;
DROP FUNCTION orders_place_line();
"""


class Migration(migrations.Migration):
    # The new columns are filled, then made to be there: Postgres refuses both in one transaction with rows waiting.
    atomic = False
    dependencies = [("orders", "0014_list_filters")]
    operations = [
        migrations.AddField("orderline", "ordered_at", models.DateTimeField(null=True)),
        # The default stays: while this runs, triggers of the version before write words that know no status.
        migrations.AddField("orderwords", "status", models.CharField(db_default="pending", max_length=12)),
        migrations.RunSQL(KEEP_UP, AS_BEFORE),
        migrations.AlterField(
            "orderline", "ordered_at", models.DateTimeField(db_default=Now(), editable=False, verbose_name="ordered")
        ),
        migrations.AddIndex(
            "orderline", models.Index(fields=["tenant", "product", "ordered_at", "order"], name="order_line_by_time")
        ),
        migrations.RemoveIndex("orderline", "order_line_by_product"),
    ]
