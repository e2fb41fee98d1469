"""What people type about promises and editions."""
