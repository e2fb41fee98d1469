"""Ashmere's teams (`teams.py`), and the problems that they own (`cases.py`, of `stories.toml`)."""
