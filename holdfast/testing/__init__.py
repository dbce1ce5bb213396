"""Tests for the makers of dialects: the conformance suite that holdfast's own dialects pass.

Needs pytest.  In a dialect's ``conftest.py``::

    pytest_plugins = ["holdfast.testing.plugin"]

in a test module::

    from holdfast.testing.suite import *

and on the command line ``pytest --dburi mydb://user@host/empty_database``.  See ``docs/dialects.md``.
"""

from holdfast.testing.requirements import Requirements, requires, requires_isolation_level

__all__ = ["Requirements", "requires", "requires_isolation_level"]
