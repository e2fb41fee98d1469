"""How a community takes a service over: its stages and checklists, what must be there, what is watched after."""
