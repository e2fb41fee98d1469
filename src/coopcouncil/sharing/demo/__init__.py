"""Three demo agencies with servers of their own (`agency.py`), and what the borough knows of them (`loader.py`)."""
