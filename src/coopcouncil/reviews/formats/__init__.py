"""Files of an appraisal: cases and ranges in, results out; unit costs in."""
