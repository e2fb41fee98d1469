"""What software asks of casework: reports, cases of organisations, and handing them over between councils."""
