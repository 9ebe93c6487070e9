"""Services that people are told through: those of apprise that operators named in SERVICES, and no others."""

from __future__ import annotations

from django.conf import settings

from articles.alerts import service_at


def notify(name: str, title: str, text: str) -> tuple[bool, str]:
    """Tell a service; whether it took the message, and what to say of it. Blocks: call it in a thread."""
    address = settings.SERVICES.get(name)
    if address is None:
        return False, f"There is no service “{name}” any more: choose another, or ask an operator."
    service = service_at(address)
    if not service:
        return False, f"The address of the service “{name}” cannot be read: ask an operator."
    taken = bool(service.notify(title=title, body=text))
    return taken, "The service took it." if taken else "The service could not be reached, or refused it."
