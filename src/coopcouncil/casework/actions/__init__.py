"""Every change to cases: one verb each."""
