"""File formats of the directory, in and out."""
