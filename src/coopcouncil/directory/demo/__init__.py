"""Ashmere's directory: its services, at least 150, and its 70 places, the same on every machine."""

from coopcouncil.directory.demo.load import load

__all__ = ["load"]
