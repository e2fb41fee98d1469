"""The world outside: letters about signing in, letters on paper, the key ring, GOV.UK One Login."""

from coopcouncil.people.gateways.letters import post_letter, remove_letters
from coopcouncil.people.gateways.signing_in import AccountAdapter, SecondFactorAdapter

__all__ = ["AccountAdapter", "SecondFactorAdapter", "post_letter", "remove_letters"]
