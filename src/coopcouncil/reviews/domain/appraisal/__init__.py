"""The appraisal of a review: its case, its sums, and what they hang on."""
