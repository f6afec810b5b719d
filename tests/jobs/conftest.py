"""The offices of the runtime's tests."""

from tests.runtime.conftest import desk, office, open_office

__all__ = ["desk", "office", "open_office"]
