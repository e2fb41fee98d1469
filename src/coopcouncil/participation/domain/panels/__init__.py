"""Panels by lot: fair chances under quotas, a table of equally likely panels, a draw that anybody can check.

The method is that of Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies",
Nature 596 (2021), 548–552, and its supplementary information (cited below as "the paper"). Words, in this order:
*volunteers* and *quotas* make a `pool`; a `lottery` gives panels chances; a `table` makes of them equally likely,
numbered panels; a `draw` takes one by a seed; a `replace`ment keeps the quotas when somebody declines.
"""
