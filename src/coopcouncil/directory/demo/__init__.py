"""Ashmere's directory: 150 services and 70 places, the same on every machine."""

from coopcouncil.directory.demo.load import load

__all__ = ["load"]
