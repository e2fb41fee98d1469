"""Ashmere's settlement: an edition in force, the next one, on which people are asked just now, and what places cost.

All made up.
"""

from coopcouncil.foundation.contributions import DemoLoader
from coopcouncil.settlement.demo import figures, takeovers
from coopcouncil.settlement.demo.load import load as load_editions


def load() -> None:
    """Everything; a second load changes nothing."""
    figures.load()  # first: who has less is told by them
    load_editions()


LOADER = DemoLoader(order=35, name="settlement", load=load)
# Once there are teams: what is taken back has an owner at once.
TAKEOVERS = DemoLoader(order=66, name="takeovers", load=takeovers.load)

__all__ = ["LOADER", "TAKEOVERS", "load"]
