"""The offices of the runtime's tests."""

from tests.runtime.conftest import office, open_office

__all__ = ["office", "open_office"]
