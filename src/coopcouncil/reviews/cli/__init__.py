"""`coopcouncil reviews …`: appraise a case, from files and without a database; load a library of unit costs."""

import click

from coopcouncil.reviews.cli import appraising, unit_costs

group = click.Group("reviews", help="What a review costs and brings: appraisals, and unit costs.")
for part in (appraising, unit_costs):
    for name, verb in part.commands.commands.items():
        group.add_command(verb, name)
