"""`coopcouncil people …`: the council and its first administrator; what is held of one person, given or erased."""

import json
from pathlib import Path
from uuid import UUID

import click

from coopcouncil.foundation import audit, clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option, progress
from coopcouncil.foundation.files import write_once
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, NotFound

group = click.Group("people", help="Organisations, who holds which role in them, and what is held of one person.")


@command(group, "add-organisation", permission="people.administer")
@click.argument("code")
@click.argument("name")
@click.option("--kind", required=True, help="What it is: council, nhs, charity and so on.")
@json_option
def add_organisation(code: str, name: str, kind: str, as_json: bool) -> None:
    """Add an organisation, the council first."""
    from coopcouncil.people import actions

    identifier = actions.create_organisation(actor=OPERATOR, code=code, name=name, kind=kind)
    emit({"id": str(identifier), "code": code}, as_json, f"Added {name}.")


@command(group, "appoint", permission="people.administer")
@click.argument("email")
@click.argument("organisation")
@click.argument("role", default=Role.ADMINISTRATOR.value)
@json_option
def appoint(email: str, organisation: str, role: str, as_json: bool) -> None:
    """Give the account with this e-mail address a role at an organisation (its code), from today."""
    from coopcouncil.people import actions, queries

    account = queries.account_by_email(email)
    if account is None:
        raise NotFound(f"Nobody signs in with {email}. Make the account first, on the page “Make an account”.")
    where = queries.organisation_by_code(organisation)
    identifier = actions.appoint(
        actor=OPERATOR, account_id=account.id, organisation_id=where.id, role=role, starts_on=clock.today()
    )
    emit({"id": str(identifier)}, as_json, f"{email} is {Role(role).label.lower()} at {where.name}.")


@command(group, "reindex", permission="people.reindex")
@click.option("--after", type=click.UUID, default=None, help="Go on after this account: the last one that was said.")
@json_option
def reindex(after: UUID | None, as_json: bool) -> None:
    """Make the words anew by which officers find people. It can be stopped at any time, and go on from there."""
    from coopcouncil.people import actions

    seen, changed = 0, 0
    for part in progress(actions.index_everybody(actor=OPERATOR, after=after), label="Making the words anew"):
        seen, changed = part.seen, part.changed
        click.echo(f"Kept up to {part.last}. After a stop, go on with: --after {part.last}", err=True)
    emit({"seen": seen, "changed": changed}, as_json, f"Looked at {seen} people; of {changed} something had changed.")


@command(group, "export", permission="people.export")
@click.argument("email")
@click.option(
    "--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A new file to write."
)
@json_option
def export(email: str, file: Path, as_json: bool) -> None:
    """Write what is held of the person who signs in with EMAIL to a new file, as JSON, to be given to them."""
    from coopcouncil.people.queries import erasing

    account_id = _account(email)
    held = json.dumps(erasing.everything(account_id), ensure_ascii=False, indent=1)
    try:
        is_new = write_once(file, held.encode())  # readable by nobody else from the first byte on
    except OSError as error:
        raise BadInput(f"{file} could not be written: {error.strerror}.", mend="Name a new file.") from error
    if not is_new:
        raise BadInput(f"{file} could not be written: it is there already.", mend="Name a new file.")
    audit.read(OPERATOR, "people.person_given", ("people.account", account_id), about=[account_id])
    emit({"file": str(file)}, as_json, f"What is held of {email} is in {file}. Hand it over safely.")


@command(group, "erase", permission="people.erase")
@click.argument("email")
@click.option("--dry-run", is_flag=True, help="Say what stands in the way, and erase nothing. Exit code 1 if anything.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def erase(email: str, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Erase the person who signs in with EMAIL, for good. Refused while a service that was told has not finished."""
    from coopcouncil.people import actions
    from coopcouncil.people.queries import erasing

    account_id = _account(email)
    if dry_run:
        held = erasing.holds(account_id)
        said = "\n".join(held) if held else f"Nothing stands in the way. {email} can be erased."
        emit({"erased": False, "held_by": held}, as_json, said)
        return 1 if held else 0
    if not yes:
        click.confirm(f"Erase {email} for good? Nobody can undo this.", abort=True, err=True)
    actions.erase_person(actor=OPERATOR, account_id=account_id)
    said = f"{email} is erased. What each service was told stays, sealed, as the record that it was told."
    emit({"erased": True, "held_by": []}, as_json, said)
    return 0


@command(group, "end-sessions", permission="people.end_sessions")
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="Instead of one person, everybody who is signed in.")
@json_option
def end_sessions(email: str | None, everybody: bool, as_json: bool) -> None:
    """Sign out the person who signs in with EMAIL, in every browser, at once. What they saved stays."""
    from coopcouncil.people import actions

    if bool(email) == everybody:
        raise BadInput("Whose sessions?", mend="Give an e-mail address, or --everybody.")
    ended = actions.end_sessions_of(actor=OPERATOR, account_id=_account(email) if email else None)
    emit({"ended": ended}, as_json, f"Sessions ended: {ended}.")


def _account(email: str) -> UUID:
    from coopcouncil.people import queries

    account = queries.account_by_email(email)
    if account is None:
        raise NotFound(f"Nobody signs in with {email}. Nothing was done.")
    return account.id
