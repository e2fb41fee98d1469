"""Ashmere's directory: its services, at least 150, and its 70 places, the same on every machine."""

from coopcouncil.directory.demo.load import load
from coopcouncil.directory.demo.returns import load_returns
from coopcouncil.directory.demo.searches import load_searches

__all__ = ["load", "load_returns", "load_searches"]
