"""The offices of the runtime's tests."""

from tests.runtime.conftest import open_office

__all__ = ["open_office"]
