"""Opinion maps: who votes alike on short statements, what each group says, and what nearly all agree on.

The method is that of Polis. Source: Small, Bjorkegren, Erkkilä, Shaw and Megill (2021), "Polis: Scaling deliberation by
mapping high dimensional opinion spaces", Recerca 26(2), 1–26; where it says nothing, Polis's open code (math/src/
polismath/math) and red-dwarf, which like us groups voters themselves where Polis first makes a hundred small clusters.
"""
