"""The database's roles, as SQL that any PostgreSQL from 15 on understands.

coopcouncil_owner  owns the database and its tables; migrations connect as this role
coopcouncil_app    owns nothing; may read and change rows, and nothing else; everything else connects as this role
"""

DATABASE = "coopcouncil"
KEYS_DATABASE = "coopcouncil_keys"  # the keys of what is sealed: backed up apart (foundation/keys)
OWNER = "coopcouncil_owner"
APPLICATION = "coopcouncil_app"

_ROLE = """\
DO $make$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
END $make$;
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {password};
"""

_RIGHTS = """\
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
ALTER SCHEMA public OWNER TO {owner};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""


def literal(text: str) -> str:
    """Text as an SQL string literal. Raises ValueError for text that a literal cannot hold."""
    if "\\" in text or "\0" in text:
        raise ValueError("a backslash or a NUL cannot stand in this literal")
    return "'" + text.replace("'", "''") + "'"


def roles_sql(owner_password: str, app_password: str) -> str:
    """Make both roles, or give them these passwords. Run as a superuser in any database; may run again."""
    return _ROLE.format(role=OWNER, password=literal(owner_password)) + _ROLE.format(
        role=APPLICATION, password=literal(app_password)
    )


def database_sql(database: str = DATABASE, *, locale: bool) -> str:
    """Make a database. One statement, outside a transaction; fails where the database is there already.

    `locale`: name C.UTF-8, so that sorting is the same everywhere; the embedded server has it as its default.
    """
    sorting = " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'" if locale else ""
    return f"CREATE DATABASE {database} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0{sorting};\n"


def rights_sql(database: str = DATABASE) -> str:
    """Who may do what inside the database. Run as a superuser in that database; may run again."""
    return _RIGHTS.format(database=database, owner=OWNER, app=APPLICATION)


def script(owner_password: str, app_password: str) -> str:
    """The whole preparation of a server for psql, for the person who looks after it."""
    return (
        "-- Run once as a superuser: psql -d postgres -f prepare.sql\n"
        + roles_sql(owner_password, app_password)
        + "".join(
            database_sql(name, locale=True) + f"\\connect {name}\n" + rights_sql(name)
            for name in (DATABASE, KEYS_DATABASE)
        )
    )
