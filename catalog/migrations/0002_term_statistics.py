"""Counts how many products hold a term, whatever writes or deletes postings: COPY, a cascade, the admin.

And an index for typing mistakes where this Postgres has pg_trgm and lets us use it; search works without.
"""

from django.db import migrations

# One statement at a time per shop: two writers that count the same words in another order would wait for each other.
CREATE = """
CREATE FUNCTION catalog_count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('catalog_term'), shop)
    FROM (SELECT DISTINCT tenant_id::integer AS shop FROM changed ORDER BY 1) AS shops;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_term (tenant_id, term, products)
        SELECT tenant_id, term, count(*) FROM changed GROUP BY tenant_id, term
        ON CONFLICT (tenant_id, term) DO UPDATE SET products = catalog_term.products + excluded.products;
    ELSE
        DELETE FROM catalog_term AS known
        USING (SELECT tenant_id, term, count(*) AS gone FROM changed GROUP BY tenant_id, term) AS less
        WHERE known.tenant_id = less.tenant_id AND known.term = less.term AND known.products <= less.gone;
        UPDATE catalog_term AS known SET products = known.products - less.gone
        FROM (SELECT tenant_id, term, count(*) AS gone FROM changed GROUP BY tenant_id, term) AS less
        WHERE known.tenant_id = less.tenant_id AND known.term = less.term;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_posting_added AFTER INSERT ON catalog_posting REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_count_terms();
CREATE TRIGGER catalog_posting_gone AFTER DELETE ON catalog_posting REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_count_terms();
"""
DROP = """
DROP TRIGGER catalog_posting_added ON catalog_posting;
DROP TRIGGER catalog_posting_gone ON catalog_posting;
DROP FUNCTION catalog_count_terms();
"""

TRIGRAMS = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX catalog_term_trigrams ON catalog_term USING gin (term gin_trgm_ops);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_trgm may not be created here: typing mistakes are found without it';
END $$;
"""
FORGET_TRIGRAMS = "DROP INDEX IF EXISTS catalog_term_trigrams;"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP), migrations.RunSQL(TRIGRAMS, FORGET_TRIGRAMS)]
