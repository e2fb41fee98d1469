"""Ashmere's settlement: an edition in force, and the next one, on which people are asked just now. All made up."""

from coopcouncil.foundation.contributions import DemoLoader
from coopcouncil.settlement.demo.load import load

LOADER = DemoLoader(order=35, name="settlement", load=load)

__all__ = ["LOADER", "load"]
