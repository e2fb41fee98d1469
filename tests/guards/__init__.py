"""A guard that nobody has seen fail is asleep: each is shown a breach that it must name."""
