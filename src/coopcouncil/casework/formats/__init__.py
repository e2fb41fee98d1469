"""Files and documents that casework reads and writes."""
