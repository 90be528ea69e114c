"""Triggers that keep two tables right whatever changes an order: the words it is found by, and the figures of its day.

Both see COPY, cascades, the admin and plain SQL. Why, and what was measured: docs/decisions/orders-at-size.md.
"""

from django.db import migrations

WORDS = r"""
-- Case, accents, Hebrew points and final letters folded away, as lib/text.py does; cut at spaces and punctuation.
CREATE FUNCTION orders_fold(written text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(regexp_split_to_array(translate(regexp_replace(
        normalize(lower(written), NFKD), '[\u0300-\u036f\u0591-\u05c7]', '', 'g'), 'ךםןףץ', 'כמנפצ'),
        '[\s!-/:-@\[-`{-~«»·‐-‟׳״]+'), '');
$$;

-- A phone number is found by its end (people leave the country out), an order by its last digits (`n12`).
CREATE FUNCTION orders_words_of(shop bigint, number text, name text, phone text, email text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT shop || ':' || left(word, 60)))
    FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS digits) AS called,
    LATERAL unnest(
        orders_fold(name) || orders_fold(email) || orders_fold(replace(number, '-', ''))
        || ('n' || ltrim(substring(number from '[0-9]+$'), '0')) || digits
        || ARRAY(SELECT right(digits, size) FROM unnest(ARRAY[4, 7, 8, 9, 10]) AS size WHERE length(digits) > size)
    ) AS word
    WHERE word <> '';
$$;

-- What a person typed, every word as a beginning. NULL when it holds no word.
CREATE FUNCTION orders_query_of(shop bigint, written text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    word text;
    part text;
    whole text;
    parts text[] := regexp_match(written, '^\s*(?:ord[\s-]*)?(20[0-9]{2})-([0-9]{1,9})\s*$', 'i');
BEGIN
    IF parts IS NOT NULL THEN
        RETURN format('''%s:ord%s%s'':*', shop, parts[1], lpad(parts[2], greatest(6, length(parts[2])), '0'))::tsquery;
    END IF;
    -- Digits with spaces, brackets and dashes are one number, whatever its groups are.
    FOREACH word IN ARRAY CASE WHEN written ~ '^[0-9\s()+./-]*$'
        THEN ARRAY[regexp_replace(written, '[^0-9]', '', 'g')] ELSE orders_fold(written) END LOOP
        part := CASE WHEN word ~ '^[0-9]+$' THEN ltrim(word, '0') ELSE left(word, 60) END;
        CONTINUE WHEN part = '';
        part := CASE
            WHEN word !~ '^[0-9]+$' THEN format('''%s:%s'':*', shop, part)
            WHEN length(part) < 3 THEN format('(''%s:n%s'' | ''%s:%s'')', shop, part, shop, part)
            ELSE format('(''%s:n%s'' | ''%s:%s'':*)', shop, part, shop, part) END;
        whole := concat_ws(' & ', whole, part);
    END LOOP;
    RETURN whole::tsquery;
END $$;

CREATE FUNCTION orders_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderwords (order_id, tenant_id, words)
    SELECT sold.id, sold.tenant_id, orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM changed AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    ON CONFLICT (order_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_words_new AFTER INSERT ON orders_order REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION orders_write_words();

CREATE FUNCTION orders_write_words_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_orderwords AS known
    SET words = orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
    FROM orders_order AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id
    WHERE known.order_id = sold.id
        AND CASE TG_TABLE_NAME WHEN 'orders_order' THEN sold.id = NEW.id ELSE sold.customer_id = NEW.id END;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_words_renumbered AFTER UPDATE OF number, customer_id ON orders_order FOR EACH ROW
    WHEN (OLD.number <> NEW.number OR OLD.customer_id <> NEW.customer_id)
    EXECUTE FUNCTION orders_write_words_again();
CREATE TRIGGER orders_words_renamed AFTER UPDATE OF name, phone, email ON conversations_customer FOR EACH ROW
    WHEN (OLD.name <> NEW.name OR OLD.phone <> NEW.phone OR OLD.email <> NEW.email)
    EXECUTE FUNCTION orders_write_words_again();

INSERT INTO orders_orderwords (order_id, tenant_id, words)
SELECT sold.id, sold.tenant_id, orders_words_of(sold.tenant_id, sold.number, buyer.name, buyer.phone, buyer.email)
FROM orders_order AS sold JOIN conversations_customer AS buyer ON buyer.id = sold.customer_id;
"""
FORGET_WORDS = """
DROP TRIGGER orders_words_renamed ON conversations_customer;
DROP TRIGGER orders_words_renumbered ON orders_order;
DROP TRIGGER orders_words_new ON orders_order;
DROP FUNCTION orders_write_words_again();
DROP FUNCTION orders_write_words();
DROP FUNCTION orders_query_of(bigint, text);
DROP FUNCTION orders_words_of(bigint, text, text, text, text);
DROP FUNCTION orders_fold(text);
TRUNCATE orders_orderwords;
"""

FIGURES = """
CREATE FUNCTION orders_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Shared by everybody who changes orders; a shop that moves to another time zone waits for them, and they for it.
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('orders_dayfigure'), shop)
        FROM (SELECT DISTINCT tenant_id::integer AS shop FROM old_rows ORDER BY 1) AS shops;
        INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
        SELECT tenant_id, (old_rows.created_at AT TIME ZONE timezone)::date, status, source, old_rows.currency,
            -count(*), -sum(total)
        FROM old_rows JOIN tenants_tenant AS shop ON shop.id = tenant_id GROUP BY 1, 2, 3, 4, 5;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('orders_dayfigure'), shop)
        FROM (SELECT DISTINCT tenant_id::integer AS shop FROM new_rows ORDER BY 1) AS shops;
        INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
        SELECT tenant_id, (new_rows.created_at AT TIME ZONE timezone)::date, status, source, new_rows.currency,
            count(*), sum(total)
        FROM new_rows JOIN tenants_tenant AS shop ON shop.id = tenant_id GROUP BY 1, 2, 3, 4, 5;
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtext('orders_dayfigure'), shop)
        FROM (SELECT DISTINCT tenant_id::integer AS shop FROM new_rows ORDER BY 1) AS shops;
        INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
        SELECT tenant_id, (made AT TIME ZONE timezone)::date, status, source, moved.currency, sum(sign), sum(sign * total)
        FROM (
            SELECT tenant_id, created_at AS made, status, source, currency, total, 1 AS sign FROM new_rows
            UNION ALL SELECT tenant_id, created_at, status, source, currency, total, -1 FROM old_rows
        ) AS moved JOIN tenants_tenant AS shop ON shop.id = tenant_id GROUP BY 1, 2, 3, 4, 5
        HAVING sum(sign) <> 0 OR sum(sign * total) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_figures_new AFTER INSERT ON orders_order REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION orders_count_change();
CREATE TRIGGER orders_figures_changed AFTER UPDATE ON orders_order
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION orders_count_change();
CREATE TRIGGER orders_figures_gone AFTER DELETE ON orders_order REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION orders_count_change();

-- In another time zone an order may belong to another day.
CREATE FUNCTION orders_count_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM orders_dayfigure WHERE tenant_id = OLD.id;
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('orders_dayfigure'), NEW.id::integer);
    DELETE FROM orders_dayfigure WHERE tenant_id = NEW.id;
    INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
    SELECT NEW.id, (created_at AT TIME ZONE NEW.timezone)::date, status, source, currency, count(*), sum(total)
    FROM orders_order WHERE tenant_id = NEW.id GROUP BY 2, 3, 4, 5;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_figures_moved AFTER UPDATE OF timezone ON tenants_tenant FOR EACH ROW
    WHEN (OLD.timezone <> NEW.timezone) EXECUTE FUNCTION orders_count_again();
CREATE TRIGGER orders_figures_closed AFTER DELETE ON tenants_tenant FOR EACH ROW
    EXECUTE FUNCTION orders_count_again();

INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
SELECT tenant_id, (sold.created_at AT TIME ZONE timezone)::date, status, source, sold.currency, count(*), sum(total)
FROM orders_order AS sold JOIN tenants_tenant AS shop ON shop.id = tenant_id GROUP BY 1, 2, 3, 4, 5;
"""
FORGET_FIGURES = """
DROP TRIGGER orders_figures_closed ON tenants_tenant;
DROP TRIGGER orders_figures_moved ON tenants_tenant;
DROP FUNCTION orders_count_again();
DROP TRIGGER orders_figures_gone ON orders_order;
DROP TRIGGER orders_figures_changed ON orders_order;
DROP TRIGGER orders_figures_new ON orders_order;
DROP FUNCTION orders_count_change();
TRUNCATE orders_dayfigure;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_api_answers_words_figures"),
        ("conversations", "0002_customer_contacts"),
        ("tenants", "0001_initial"),
    ]
    operations = [migrations.RunSQL(WORDS, FORGET_WORDS), migrations.RunSQL(FIGURES, FORGET_FIGURES)]
