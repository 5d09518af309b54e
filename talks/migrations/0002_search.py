from django.db import DatabaseError, migrations, transaction

import talks.search

SEARCHED = [
    "round",
    "event",
    "decision",
    "statement",
    "followup",
    "topic",
    "party",
    "person",
    "source",
    "difference",
]
ROWS_AT_ONCE = 500


def fill(apps, schema_editor):
    """Write the search text of the entries that are there.

    It is written as the site writes it today, not in a copy kept for this migration: what it was when this
    was written helps nobody, and every later save writes it so.
    """
    for name in SEARCHED:
        model = apps.get_model("talks", name)
        field = model._meta.get_field("search_text")
        rows = model._base_manager.using(schema_editor.connection.alias)
        batch = []
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            row.search_text = field.text_of(row)
            batch.append(row)
            if len(batch) == ROWS_AT_ONCE:
                rows.bulk_update(batch, ["search_text"])
                batch = []
        rows.bulk_update(batch, ["search_text"])


def store_plainly(apps, schema_editor):
    """Let PostgreSQL keep texts beside their rows, not packed: unpacking them takes longer than the search."""
    if schema_editor.connection.vendor == "postgresql":
        for name in SEARCHED:
            table = apps.get_model("talks", name)._meta.db_table
            schema_editor.execute(f'ALTER TABLE "{table}" SET (toast_tuple_target = 8160)')


def store_as_usual(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in SEARCHED:
            table = apps.get_model("talks", name)._meta.db_table
            schema_editor.execute(f'ALTER TABLE "{table}" RESET (toast_tuple_target)')


def add_indexes(apps, schema_editor):
    """Let PostgreSQL find words by their trigrams. Without the extension, search works, more slowly."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            print(f" (search works without its indexes: pg_trgm cannot be created, {reason})", end="")
            return
        for name in SEARCHED:
            table = apps.get_model("talks", name)._meta.db_table
            cursor.execute(
                f'CREATE INDEX "{table}_by_words" ON "{table}" USING gin ("search_text" gin_trgm_ops)'
            )


def remove_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in SEARCHED:
            table = apps.get_model("talks", name)._meta.db_table
            schema_editor.execute(f'DROP INDEX IF EXISTS "{table}_by_words"')


class Migration(migrations.Migration):

    dependencies = [
        ('talks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='difference',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=(), of=('text_en', 'text_ar', 'why_en', 'why_ar')),
        ),
        migrations.AddField(
            model_name='followup',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=(), of=('note_en', 'note_ar')),
        ),
        migrations.AddField(
            model_name='party',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('name_en', 'name_ar'), of=('role_note_en', 'role_note_ar')),
        ),
        migrations.AddField(
            model_name='person',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('name_en', 'name_ar'), of=('office_en', 'office_ar')),
        ),
        migrations.AddField(
            model_name='source',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('title', 'publisher'), of=('url',)),
        ),
        migrations.AddField(
            model_name='statement',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=(), of=('gist_en', 'gist_ar')),
        ),
        migrations.AlterField(
            model_name='decision',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('title_en', 'title_ar'), of=('text_en', 'text_ar', 'adopted_by_note_en', 'adopted_by_note_ar', 'outcome_en', 'outcome_ar')),
        ),
        migrations.AlterField(
            model_name='event',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('title_en', 'title_ar', 'short_label_en', 'short_label_ar', 'place_en', 'place_ar'), of=('summary_en', 'summary_ar')),
        ),
        migrations.AlterField(
            model_name='round',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('title_en', 'title_ar', 'short_label_en', 'short_label_ar', 'city_en', 'city_ar'), of=('venue_en', 'venue_ar', 'summary_en', 'summary_ar')),
        ),
        migrations.AlterField(
            model_name='topic',
            name='search_text',
            field=talks.search.SearchTextField(blank=True, default='', editable=False, names=('name_en', 'name_ar'), of=()),
        ),
        migrations.RunPython(store_plainly, store_as_usual),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(add_indexes, remove_indexes),
    ]
