"""Shapes, postcodes, ages and the drawing of Ashmere, as could be worked out on paper."""
