"""The files that the engines read and write."""
