"""What keeps the house in order: the import contracts, the checks of `make check`, the reference pages."""
