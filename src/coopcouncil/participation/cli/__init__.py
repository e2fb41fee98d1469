"""`coopcouncil participation …`: count ballots, draw panels, map opinions, weigh answers. No home, no database."""

import click

from coopcouncil.participation.cli import choosing, counting, opinions, panels, representation, weighting

group = click.Group("participation", help="Ballots, panels by lot, opinion maps and weights, from files.")
for part in (choosing, counting, opinions, panels, representation, weighting):
    for name, verb in part.commands.commands.items():
        group.add_command(verb, name)
