"""`coopcouncil directory …`."""

import click

from coopcouncil.directory.cli import exchanging, validating

group = click.Group("directory", help="The directory: check, bring in and give out what is provided in the borough.")
for _commands in (validating.commands, exchanging.commands):
    for _name, _command in _commands.commands.items():
        group.add_command(_command, _name)
