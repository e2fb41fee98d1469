"""The command line: `coopcouncil <noun> <verb>`. Our own nouns are here; every context adds its own."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec

import click

from coopcouncil.foundation import commandline
from coopcouncil.kernel.errors import BadInput, CoopcouncilError
from coopcouncil.project.cli import backups
from coopcouncil.project.gateways import database, supervisor
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.processes import MARK, Program, end_orphans
from coopcouncil.project.gateways.processes import coopcouncil as program


@contextmanager
def _session() -> Iterator[str]:
    """The database of a command, with the tables of this version."""
    with database.session() as url:
        _set_up_django()
        if MARK not in os.environ:  # `coopcouncil run` has seen to the tables before it started its programs
            database.bring_up_to_date(url)
        yield url


_POOL = "COOPCOUNCIL_DATABASE_USE_POOL"
commandline.set_database_session(_session)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopcouncil.project.settings")


def _set_up_django() -> None:
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    if apps.ready:
        return
    try:
        import django

        django.setup()
    except ImproperlyConfigured as error:
        raise CoopcouncilError(str(error)) from error


def _context_groups() -> Iterator[click.Group]:
    """Each context's `group`, or its `groups`; the contexts are the installed apps, in the order of the storeys."""
    from django.apps import apps

    for app in apps.get_app_configs():
        name = f"{app.name}.cli"
        if app.name.startswith("coopcouncil.") and app.name != "coopcouncil.project" and find_spec(name):
            module = import_module(name)
            for group in getattr(module, "groups", None) or (module.group,):
                if not isinstance(group, click.Group):
                    raise TypeError(f"{name} holds something that is not a group of commands.")
                yield group


class CommandLine(click.Group):
    """Our own nouns need no Django, so that `init` works before there are secrets; others are gathered on demand."""

    _gathered = False

    def _gather(self) -> None:
        if self._gathered:
            return
        _set_up_django()
        for group in _context_groups():
            self._join(group)
        self._gathered = True

    def _join(self, group: click.Group) -> None:
        """Add a noun; two contexts that share one (`demo`) bring different verbs."""
        noun = str(group.name)
        there = self.commands.setdefault(noun, click.Group(noun, help=group.help))
        if not isinstance(there, click.Group):
            raise TypeError(f"“{noun}” is a command and cannot hold others.")
        for verb, command in group.commands.items():
            if verb in there.commands:
                raise ValueError(f"“{noun} {verb}” is defined twice.")
            there.add_command(command, verb)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _OWN:
            self._gather()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._gather()
        return sorted(super().list_commands(ctx))


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coopcouncil", message="%(version)s")
def coopcouncil() -> None:
    """The software a co-operative council runs on."""


@click.group("db")
def db() -> None:
    """The database: its address, and its tables."""


@click.group("demo")
def demo() -> None:
    """The demo borough."""


@commandline.command(coopcouncil, "init", permission="operator", database=False)
@commandline.json_option
def init(as_json: bool) -> None:
    """Make an empty home in COOPCOUNCIL_HOME (./var), or add what is missing to one. Files that are there stay."""
    home = Home.from_environment()
    new = not home.exists
    home.make()
    text = f"The home is ready: {home.path}" if new else f"The home was ready: {home.path}"
    commandline.emit({"home": str(home.path), "made": new}, as_json, text)


@commandline.command(db, "url", permission="operator", database=False)
@click.option("--owner", "role", flag_value="owner", help="The owner of the tables, for migrations.")
@click.option("--superuser", "role", flag_value="superuser", help="The embedded server's superuser.")
@commandline.json_option
def url(role: str | None, as_json: bool) -> None:
    """Print the connection address, with its password, whether or not the database runs."""
    found = database.address("owner" if role == "owner" else "superuser" if role == "superuser" else "app")
    commandline.emit({"url": found}, as_json, found)


@commandline.command(db, "migrate", permission="operator", database=False)
@click.option("--again", is_flag=True, help="Make anew what an upgrade makes of rows that were there, after a stop.")
@commandline.json_option
def migrate(again: bool, as_json: bool) -> None:
    """Bring the tables up to date, as their owner. Two at once are safe: the second waits."""
    with database.session(owner=True) as owner_url:
        _set_up_django()
        commandline.use_database(owner_url)
        applied = database.migrate(owner_url, again=again)
        commandline.close_database()
    text = f"Applied {len(applied)} migrations." if applied else "The tables are up to date."
    commandline.emit({"applied": applied}, as_json, text)


@commandline.command(db, "prepare-sql", permission="operator", database=False)
def prepare_sql() -> None:
    """Print the SQL that prepares a PostgreSQL server (15 or later), for the person who looks after it."""
    from coopcouncil.project.gateways import roles

    home = Home.from_environment().make()
    passwords = (home.secret(f"database-{role}.password") for role in ("owner", "app"))
    click.echo(roles.script(*passwords), nl=False)


@commandline.command(demo, "load", permission="operator")
@commandline.json_option
def load(as_json: bool) -> None:
    """Load the demo borough, or what is missing of it. Refused outside a demo: its people would mix with real ones."""
    from django.conf import settings

    from coopcouncil.project import demo as borough

    if not settings.DEMO:
        raise BadInput("This is not a demo.", mend="Use `make run`, or set COOPCOUNCIL_DEMO=1 for a home of its own.")
    loaded = borough.load(lambda name: click.echo(f"Loading {name} …", err=True))
    text = f"Loaded {', '.join(loaded)}." if loaded else "The demo borough was loaded already."
    commandline.emit({"loaded": loaded}, as_json, text)


@commandline.command(coopcouncil, "worker", permission="operator")
def worker() -> None:
    """Carry what must leave the platform, and do the jobs that pages have asked for, until told to stop."""
    from coopcouncil.project import tasks

    tasks.work()


@commandline.command(coopcouncil, "serve", permission="operator", database=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Web processes.")
def serve(host: str, port: int, processes: int) -> None:
    """Serve the pages, and nothing else; `coopcouncil worker` belongs beside it."""
    from granian import Granian
    from granian.constants import Interfaces

    with database.session():
        os.environ.setdefault(_POOL, "1")
        os.environ.setdefault("COOPCOUNCIL_PUBLIC_URL", f"http://localhost:{port}")
        Granian(
            "coopcouncil.project.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=4,
            workers_kill_timeout=4,
            websockets=False,
        ).serve()


def _say(line: str) -> None:
    # Whoever was reading may be gone (a killed `make`, a closed terminal), and stopping must go on all the same.
    with suppress(OSError):
        click.echo(line)


@commandline.command(coopcouncil, "run", permission="operator", database=False)
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True)
@click.option("--demo", "with_demo", is_flag=True, help="With the demo borough, its agencies and demo sign-in.")
@click.option("--stop-with-parent", is_flag=True, help="Stop when the program that started this one is gone.")
def run(port: int, with_demo: bool, stop_with_parent: bool) -> int:
    """Run everything: database, web server, worker and, with --demo, the borough of Ashmere. Ctrl-C stops it all."""
    stop = supervisor.Stop(with_parent=stop_with_parent)
    stop.listen()
    home = Home.from_environment().make()
    with supervisor.supervisor_lock(home, follows_parent=stop_with_parent) as leaving:
        if ended := end_orphans(home):
            _say(f"Ended {ended} programs that an earlier run had left behind.")
        addresses = supervisor.loopback_addresses()
        supervisor.check_port(addresses, port)
        _settings_of_a_run(port, with_demo)
        _say(f"Starting. Everything is kept in {home.path}")
        is_embedded = database.APPLICATION_URL not in os.environ
        with database.session() as url:
            programs = _programs(url, addresses, port, with_demo)
            return supervisor.supervise(
                home,
                programs,
                stop=stop,
                ready=lambda: all(supervisor.is_ready(address, port) for address in addresses),
                on_ready=lambda: _say(_welcome(port, with_demo)),
                on_stop=leaving,
                keep_database=(lambda: database.keep(home)) if is_embedded else (lambda: None),
                say=_say,
            )


def _settings_of_a_run(port: int, with_demo: bool) -> None:
    """What the programs of a run read from their environment; what the user has set stays."""
    os.environ.setdefault("COOPCOUNCIL_PUBLIC_URL", f"http://localhost:{port}")
    if with_demo:
        # Three demo agencies, each a server of its own, on ports that nobody uses now.
        os.environ.setdefault("COOPCOUNCIL_AGENCY_PORT", str(supervisor.free_ports(3, above=port + 100)))
        os.environ["COOPCOUNCIL_DEMO"] = "1"


def _programs(url: str, addresses: list[str], port: int, with_demo: bool) -> list[Program]:
    """See to the tables, then say what a run consists of."""
    from coopcouncil.foundation import contributions

    _set_up_django()
    if applied := database.bring_up_to_date(url):
        _say(f"Applied {len(applied)} migrations.")
    programs = [
        program("web" if ":" not in address else "web6", "serve", "--host", address, "--port", str(port))
        for address in addresses
    ]
    programs.append(program("worker", "worker", environment={_POOL: "1"}))
    if with_demo:
        from coopcouncil.project import demo as borough

        if borough.is_loaded():
            borough.refresh()
        else:
            borough.unmark()
            _say("Loading the demo borough, Ashmere. This is done once, and takes some seconds.")
            programs.append(program("demo", "demo", "load", once=True))
        # Other organisations' servers: they get no way into our database.
        nothing = ((database.APPLICATION_URL, ""), (database.OWNER_URL, ""))
        programs += [Program(item.name, item.argv, nothing) for item in contributions.demo_processes]
    commandline.close_database()
    return programs


def _welcome(port: int, with_demo: bool) -> str:
    here = f"http://localhost:{port}"
    return f"Ashmere is ready at {here} – sign in at {here}/demo/" if with_demo else f"Ready at {here}"


coopcouncil.add_command(db)
coopcouncil.add_command(demo)
for _name, _command in backups.commands.commands.items():
    coopcouncil.add_command(_command, _name)
_OWN = frozenset(coopcouncil.commands) - {"demo", "worker"}


def main() -> None:
    """The entry point of the command `coopcouncil`."""
    # Told to end, a command still leaves its database session, and so stops a server that nobody else uses.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        coopcouncil(prog_name="coopcouncil")
    except CoopcouncilError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
