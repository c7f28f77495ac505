"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def translation_off() -> Iterator[None]:
    """Texts as they stand in the code."""
    with translation.override("en"):
        yield
