"""The world outside, as the directory meets it."""

from coopcouncil.directory.gateways.feeds import fetch_feed, fetch_pages
from coopcouncil.directory.gateways.fetching import fetch, is_address

__all__ = ["fetch", "fetch_feed", "fetch_pages", "is_address"]
