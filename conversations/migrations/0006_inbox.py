"""The inbox: notes, what was seen, saved replies, whose a conversation is, and the words that things are found by.

Triggers keep the words; they see COPY, cascades, the admin and plain SQL: docs/decisions/inbox-at-size.md.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

WORDS = r"""
-- Case, accents, Hebrew points and final letters folded away, as lib/text.py does; cut at spaces and punctuation.
CREATE FUNCTION conversations_fold(written text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(regexp_split_to_array(translate(regexp_replace(
        normalize(lower(written), NFKD), '[\u0300-\u036f\u0591-\u05c7]', '', 'g'), 'ךםןףץ', 'כמנפצ'),
        '[\s!-/:-@\[-`{-~«»·‐-‟׳״]+'), '');
$$;

CREATE FUNCTION conversations_words_of(shop bigint, written text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT shop || ':' || left(word, 40))), ''::tsvector)
    FROM unnest(conversations_fold(left(written, 8000))) AS word;
$$;

-- A phone number is found by its end too: people leave the country out.
CREATE FUNCTION conversations_words_of_customer(shop bigint, name text, phone text, email text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT shop || ':' || left(word, 40))), ''::tsvector)
    FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS digits) AS called,
    LATERAL unnest(
        conversations_fold(name) || conversations_fold(email) || digits
        || ARRAY(SELECT right(digits, size) FROM unnest(ARRAY[4, 7, 8, 9, 10]) AS size WHERE length(digits) > size)
    ) AS word
    WHERE word <> '';
$$;

-- What a person typed, every word as a beginning; digits with spaces and dashes are one number. NULL without a word.
CREATE FUNCTION conversations_query_of(shop bigint, written text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT string_agg(format('''%s:%s'':*', shop, left(word, 40)), ' & ')::tsquery
    FROM unnest(CASE WHEN written ~ '^[0-9\s()+./-]*$'
        THEN ARRAY[ltrim(regexp_replace(written, '[^0-9]', '', 'g'), '0')] ELSE conversations_fold(written) END) AS word
    WHERE word <> '';
$$;

CREATE FUNCTION conversations_write_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversations_messagewords (message_id, conversation_id, tenant_id, words)
    SELECT id, conversation_id, tenant_id, conversations_words_of(tenant_id, text) FROM changed WHERE text <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_message_said AFTER INSERT ON conversations_message REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION conversations_write_message_words();

CREATE FUNCTION conversations_write_message_words_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversations_messagewords (message_id, conversation_id, tenant_id, words)
    VALUES (NEW.id, NEW.conversation_id, NEW.tenant_id, conversations_words_of(NEW.tenant_id, NEW.text))
    ON CONFLICT (message_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_message_edited AFTER UPDATE OF text ON conversations_message FOR EACH ROW
    WHEN (OLD.text <> NEW.text) EXECUTE FUNCTION conversations_write_message_words_again();

CREATE FUNCTION conversations_write_customer_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversations_customerwords (customer_id, tenant_id, words)
    SELECT id, tenant_id, conversations_words_of_customer(tenant_id, name, phone, email) FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_customer_new AFTER INSERT ON conversations_customer REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION conversations_write_customer_words();

CREATE FUNCTION conversations_write_customer_words_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversations_customerwords (customer_id, tenant_id, words)
    VALUES (NEW.id, NEW.tenant_id, conversations_words_of_customer(NEW.tenant_id, NEW.name, NEW.phone, NEW.email))
    ON CONFLICT (customer_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_customer_renamed AFTER UPDATE OF name, phone, email ON conversations_customer FOR EACH ROW
    WHEN (OLD.name <> NEW.name OR OLD.phone <> NEW.phone OR OLD.email <> NEW.email)
    EXECUTE FUNCTION conversations_write_customer_words_again();

INSERT INTO conversations_messagewords (message_id, conversation_id, tenant_id, words)
SELECT id, conversation_id, tenant_id, conversations_words_of(tenant_id, text) FROM conversations_message
WHERE text <> '';
INSERT INTO conversations_customerwords (customer_id, tenant_id, words)
SELECT id, tenant_id, conversations_words_of_customer(tenant_id, name, phone, email) FROM conversations_customer;
"""
FORGET_WORDS = """
DROP TRIGGER conversations_customer_renamed ON conversations_customer;
DROP TRIGGER conversations_customer_new ON conversations_customer;
DROP TRIGGER conversations_message_edited ON conversations_message;
DROP TRIGGER conversations_message_said ON conversations_message;
DROP FUNCTION conversations_write_customer_words_again();
DROP FUNCTION conversations_write_customer_words();
DROP FUNCTION conversations_write_message_words_again();
DROP FUNCTION conversations_write_message_words();
DROP FUNCTION conversations_query_of(bigint, text);
DROP FUNCTION conversations_words_of_customer(bigint, text, text, text);
DROP FUNCTION conversations_words_of(bigint, text);
DROP FUNCTION conversations_fold(text);
TRUNCATE conversations_messagewords, conversations_customerwords;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("conversations", "0005_handovers_and_day_sums"),
        ('tenants', '0004_avoided_topics'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CannedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=40, verbose_name='short name')),
                ('texts', models.JSONField(default=dict, verbose_name='texts')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='since')),
            ],
            options={
                'verbose_name': 'saved reply',
                'verbose_name_plural': 'saved replies',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CustomerWords',
            fields=[
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='conversations.customer')),
            ],
        ),
        migrations.CreateModel(
            name='MessageWords',
            fields=[
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='conversations.message')),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('note', 'Note'), ('called', 'The agent called a person'), ('taken', 'Taken over'), ('returned', 'Handed back to the agent'), ('assigned', 'Assigned'), ('unassigned', 'Not assigned any more'), ('resolved', 'Resolved'), ('reopened', 'Opened again')], default='note', max_length=10, verbose_name='kind')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(default=0, verbose_name='seen up to')),
                ('seen_at', models.DateTimeField(auto_now=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'seen mark',
                'verbose_name_plural': 'seen marks',
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='assigned_to',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='stage',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='stage'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='stage_name',
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name='stage'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['tenant', 'status', '-last_message_at'], name='conversation_by_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('stage', ''), _negated=True), fields=['tenant', 'stage', '-last_message_at'], name='conversation_by_stage'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('assigned_to__isnull', False)), fields=['assigned_to', '-last_message_at'], name='conversation_assigned'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('unanswered_since__isnull', False)), fields=['tenant', '-last_message_at'], name='conversation_unanswered'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['tenant', '-id'], name='customer_by_id'),
        ),
        migrations.AddIndex(
            model_name='identity',
            index=models.Index(fields=['tenant', 'kind'], name='identity_by_kind'),
        ),
        migrations.AddField(
            model_name='cannedreply',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='customerwords',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant'),
        ),
        migrations.AddField(
            model_name='messagewords',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation'),
        ),
        migrations.AddField(
            model_name='messagewords',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant'),
        ),
        migrations.AddField(
            model_name='note',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='note',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_notes', to='conversations.conversation'),
        ),
        migrations.AddField(
            model_name='note',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='seen',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation'),
        ),
        migrations.AddField(
            model_name='seen',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='seen',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='cannedreply',
            constraint=models.UniqueConstraint(fields=('tenant', 'name'), name='canned_reply_once'),
        ),
        migrations.AddIndex(
            model_name='customerwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='customer_words'),
        ),
        migrations.AddIndex(
            model_name='messagewords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='message_words'),
        ),
        migrations.AddConstraint(
            model_name='seen',
            constraint=models.UniqueConstraint(fields=('conversation', 'user'), name='seen_once'),
        ),
        migrations.RunSQL(WORDS, FORGET_WORDS),
    ]
