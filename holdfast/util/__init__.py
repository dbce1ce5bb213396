"""What every layer may use: containers, sentinels, generated code, warnings."""

from holdfast.util.scoped_registry import ScopedRegistry as ScopedRegistry
from holdfast.util.scoped_registry import ThreadLocalRegistry as ThreadLocalRegistry
