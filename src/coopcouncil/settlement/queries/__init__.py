"""Reads of the settlement."""
