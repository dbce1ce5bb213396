"""The filedb dialect."""
