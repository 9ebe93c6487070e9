"""What operators are told: by mail to ADMINS, and through apprise to whatever ALERT_URLS names."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins

logger = logging.getLogger(__name__)


def alert(subject: str, text: str) -> None:
    """Tell operators, in every way they set up. One that fails is logged and keeps no other from being used."""
    subject = " ".join(subject.split())
    try:
        mail_admins(subject, text)
    except OSError:
        logger.exception("operators could not be told by mail: %s", subject)
    for number, url in enumerate(settings.ALERT_URLS, 1):
        # Such an address holds passwords and tokens, so the log has its number alone.
        try:
            if not service_at(url).notify(body=text, title=f"[NewsDiffs] {subject}"):
                logger.error("operators could not be told by address %s of ALERT_URLS: %s", number, subject)
        except Exception:
            logger.exception("operators could not be told by address %s of ALERT_URLS: %s", number, subject)


def not_understood() -> list[int]:
    """Which of ALERT_URLS apprise cannot make anything of, counted from 1."""
    return [number for number, url in enumerate(settings.ALERT_URLS, 1) if not service_at(url)]


def service_at(url: str) -> Any:
    """Apprise with this one address, which is never logged; false where it is none that it knows."""
    import apprise  # installed only where it is wanted

    service = apprise.Apprise(asset=apprise.AppriseAsset(app_id="NewsDiffs", app_desc="NewsDiffs", secure_logging=True))
    service.add(url)
    return service
