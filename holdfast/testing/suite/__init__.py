"""All tests of the conformance suite, for ``from holdfast.testing.suite import *``."""

from holdfast.testing.suite.data import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.expressions import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.generated_values import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.names import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.orm import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.queries import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.reflection import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.results import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.round_trips import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.schema import *  # noqa: F403  # pytest collects what is imported
from holdfast.testing.suite.transactions import *  # noqa: F403  # pytest collects what is imported
