"""What tests of pages share."""

from __future__ import annotations

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def _static_files_where_they_lie(django_test_environment: None) -> None:
    """Tests run without collected static files, so WhiteNoise must look for them as in development."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True
