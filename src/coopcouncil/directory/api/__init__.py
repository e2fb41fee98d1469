"""What the directory gives to programs."""
