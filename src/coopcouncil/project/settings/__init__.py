"""Settings, by profile: COOPCOUNCIL_PROFILE is "local" (the default, and the demo) or "production"."""

import os

from coopcouncil.project.settings.base import *  # noqa: F403

if os.environ.get("COOPCOUNCIL_PROFILE", "local") == "production":
    from coopcouncil.project.settings.production import *  # noqa: F403
