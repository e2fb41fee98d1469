"""Open Referral UK (HSDS-UK 3.0): what the profile asks of a record, and what a careful reader asks besides."""

from coopcouncil.directory.domain.openreferral.checking import Report, check
from coopcouncil.directory.domain.openreferral.findings import Finding
from coopcouncil.directory.domain.openreferral.profile import Profile, shipped_profile

__all__ = ["Finding", "Profile", "Report", "check", "shipped_profile"]
