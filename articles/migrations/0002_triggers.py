"""What a table constraint cannot say: a version's content never changes, and version numbers have no holes.

The numbers are checked when a row comes in, so versions are added in order; to put an older one in between, all of
an article's versions are written anew in one transaction (articles.history does so).
"""

from django.db import migrations

# Everything but the change from the version before, which is derived and may be computed anew.
CONTENT = (
    "article_id, source_id, number, seen_at, title, standfirst, byline, text, kinds, language, "
    "published_at, modified_at, digest, extractor, capture_id"
)

SQLITE = [
    f"""CREATE TRIGGER version_is_immutable BEFORE UPDATE OF {CONTENT} ON articles_version
    BEGIN SELECT RAISE(ABORT, 'version_is_immutable: a version cannot be edited'); END""",
    """CREATE TRIGGER version_numbers_have_no_holes BEFORE INSERT ON articles_version
    WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM articles_version WHERE article_id = NEW.article_id)
    BEGIN SELECT RAISE(ABORT, 'version_numbers_have_no_holes: the next number is due'); END""",
]
SQLITE_BACK = ["DROP TRIGGER version_is_immutable", "DROP TRIGGER version_numbers_have_no_holes"]

# Errors carry the class of an integrity error, so that Django raises IntegrityError on both engines.
POSTGRESQL = [
    # Pages are compressed already; PostgreSQL need not try again.
    "ALTER TABLE articles_blob ALTER COLUMN data SET STORAGE EXTERNAL",
    """CREATE FUNCTION version_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'version_is_immutable: a version cannot be edited' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"""CREATE TRIGGER version_is_immutable BEFORE UPDATE OF {CONTENT} ON articles_version
    FOR EACH ROW EXECUTE FUNCTION version_is_immutable()""",
    """CREATE FUNCTION version_numbers_have_no_holes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM articles_version WHERE article_id = NEW.article_id) THEN
        RAISE EXCEPTION 'version_numbers_have_no_holes: the next number is due'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
    END $$""",
    """CREATE TRIGGER version_numbers_have_no_holes BEFORE INSERT ON articles_version
    FOR EACH ROW EXECUTE FUNCTION version_numbers_have_no_holes()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER version_is_immutable ON articles_version",
    "DROP TRIGGER version_numbers_have_no_holes ON articles_version",
    "DROP FUNCTION version_is_immutable()",
    "DROP FUNCTION version_numbers_have_no_holes()",
]


def run(sqlite, postgresql):
    def inner(apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return inner


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK))]
