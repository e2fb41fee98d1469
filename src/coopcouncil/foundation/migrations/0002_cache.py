from django.db import migrations

# As `createcachetable` makes it (Django 5.2). A migration, because only the owner's role may make tables.
CACHE = """
CREATE TABLE foundation_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX foundation_cache_expires ON foundation_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE foundation_cache"),
    ]
