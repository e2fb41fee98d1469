"""A year of Ashmere's money, all made up: of 40 organisations, with one budget line in twelve of the whole.

The whole (3,000 lines, more than 60,000 postings) comes with COOPCOUNCIL_DEMO_MONEY=full.
"""

from coopcouncil.ledger.demo.load import load, load_year
from coopcouncil.ledger.demo.plan import Size

__all__ = ["Size", "load", "load_year"]
