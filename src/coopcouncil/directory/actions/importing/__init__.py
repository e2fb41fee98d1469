"""Bringing in what another publisher says of its services: all of it or nothing, and never over an edit of ours."""

from coopcouncil.directory.actions.importing.feeds import Choices, Imported, import_feed

__all__ = ["Choices", "Imported", "import_feed"]
