"""The world outside, as the settlement meets it."""

from coopcouncil.settlement.gateways.letters import post, public_url, remove, write

__all__ = ["post", "public_url", "remove", "write"]
