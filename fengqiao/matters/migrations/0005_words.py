"""The index of words: an own table on each database (FTS5, tsvector), and what is there already put into it."""

from django.db import migrations

SQLITE = (
    "CREATE TABLE matters_word_rows (id integer PRIMARY KEY AUTOINCREMENT, matter_id char(32) NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE matters_words USING fts5(words, detail=none, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-'\")",
)
POSTGRESQL = (
    "CREATE TABLE matters_words (matter_id uuid PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX matters_words_gin ON matters_words USING gin (words)",
)


def make(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def unmake(apps, editor):
    editor.execute("DROP TABLE matters_words")
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE matters_word_rows")


class Migration(migrations.Migration):
    dependencies = [("matters", "0004_order_of_the_queue")]
    operations = [migrations.RunPython(make, unmake)]
