"""What people type about services: a record as a whole, in groups, for a quarter, and why they need an address."""

from coopcouncil.directory.forms.records import ServiceForm, WhyForm

__all__ = ["ServiceForm", "WhyForm"]
