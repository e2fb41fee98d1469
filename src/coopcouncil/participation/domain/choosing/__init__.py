"""Choosing among people or options: one or several, by rank, by approval, by score, by consent."""
