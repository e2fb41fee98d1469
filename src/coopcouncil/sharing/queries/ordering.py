"""The order in which an organisation said its answers."""

from django.db.models.functions import Coalesce

# By the organisation's own time where it gives one, else as they came.
IN_ORDER = Coalesce("said_at", "received_at").asc()
