"""`coopcouncil people …`: the council itself, and the first administrator, before anybody can sign in and do it."""

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound

group = click.Group("people", help="Organisations, and who holds which role in them.")


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
