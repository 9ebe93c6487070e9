"""Webhooks: signed JSON posted to an address that a person gave, through the guard of private addresses.

The signature is that of the Standard Webhooks specification (https://www.standardwebhooks.com): base64 of HMAC-SHA256,
with the secret's text as key, over ``id.timestamp.body``. A repeat has the same ``webhook-id``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from articles.scraping.addresses import clean_url
from articles.scraping.guarded_socket import guarded_socket_factory
from articles.scraping.name_lookup import NameLookup

SECONDS = 15.0  # for the whole exchange
GONE = 410  # by which a receiver says: never again
SHOWN = 300  # characters of a receiver's answer that the log keeps


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt: its status, 0 where there was none; and what to say of it."""

    status: int
    said: str

    @property
    def is_fine(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


def sign(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """The signature of a message, as its header has it."""
    digest = hmac.new(secret.encode(), f"{key}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


async def post(
    url: str, message: Mapping[str, Any], *, secret: str, user_agent: str, allow_private: bool = False
) -> Answer:
    """Send a message (``id`` names it). Redirects are not followed. Never raises: what goes wrong is the answer."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    now, key = int(time.time()), str(message["id"])
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": user_agent,
        "webhook-id": key, "webhook-timestamp": str(now), "webhook-signature": sign(secret, key, now, body),
    }  # fmt: skip
    resolver = NameLookup()
    connector = aiohttp.TCPConnector(
        resolver=resolver, socket_factory=guarded_socket_factory(allow_private=allow_private), force_close=True
    )
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            ) as session,
            session.post(clean_url(url), data=body, headers=headers, allow_redirects=False) as response,
        ):  # fmt: skip
            text = (await response.content.read(4 * SHOWN)).decode("utf-8", "replace")
            return Answer(response.status, f"HTTP status {response.status}. {' '.join(text.split())[:SHOWN]}".strip())
    except TimeoutError:
        return Answer(0, f"No answer within {SECONDS:.0f} seconds.")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(0, str(error)[:SHOWN] or type(error).__name__)
    finally:
        await resolver.close()
