"""What casework reads."""
