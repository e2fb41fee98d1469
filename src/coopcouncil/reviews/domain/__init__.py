"""What a review is worth, worked out on paper: appraisal, uncertainty, prices."""
