"""Entities of statements besides mapped classes: aliases, bundles; and the options that say how entities are loaded."""
