"""Pages of takeovers: what everybody reads, and the room where the group and the council work on one."""

from coopcouncil.settlement.views.takeovers.acting import act, take_over
from coopcouncil.settlement.views.takeovers.reading import takeover, takeovers
from coopcouncil.settlement.views.takeovers.working import takeover_desk, work

__all__ = ["act", "take_over", "takeover", "takeover_desk", "takeovers", "work"]
