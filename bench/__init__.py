"""Speed of holdfast beside the raw driver and the other Python ORMs: `python -m bench --help`."""
