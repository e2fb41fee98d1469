"""The world outside, as the directory meets it."""

from coopcouncil.directory.gateways.fetching import fetch, fetch_pages, is_address

__all__ = ["fetch", "fetch_pages", "is_address"]
