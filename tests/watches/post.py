"""A real mail server and a real receiver of webhooks, on loopback, and the people and watches of a test."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP
from django.contrib.auth.models import User

from articles.models import Article, Watch
from tests.make import T0


@dataclass
class Postbox:
    """A mail server that keeps what it is given; ``answer`` is what it says to a message."""

    letters: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    port: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message, or not."""
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return self.answer

    def subjects(self) -> list[str]:
        """The subjects of what came, in order."""
        return [str(letter["Subject"]) for letter in self.letters]


@contextmanager
def postbox(config: Any) -> Iterator[Postbox]:
    """A running mail server; ``config`` is pytest-django's ``settings``, which name it."""
    box, loop = Postbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    config.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    config.EMAIL_HOST, config.EMAIL_PORT, config.EMAIL_USE_TLS = "127.0.0.1", box.port, False
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        time.sleep(0.01)  # connections that are closing
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def body_of(letter: EmailMessage, kind: str) -> str:
    """The part of a letter that is ``plain`` or ``html``."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Receiver(ThreadingHTTPServer):
    """A program that is told by webhook: what came, and what it answers."""

    daemon_threads = True
    posts: list[tuple[dict[str, str], bytes]]
    status = 200

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def messages(self) -> list[dict[str, Any]]:
        """What it was told, in order, repeats left out as it should."""
        return list({headers["webhook-id"]: json.loads(body) for headers, body in self.posts}.values())


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A running receiver of webhooks."""
    server = Receiver(("127.0.0.1", 0), _Answer)
    server.posts = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a receiver would believe it, by the Standard Webhooks specification."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def make_person(name: str = "ada", **fields: Any) -> User:
    """The person with this name, who may sign in."""
    defaults = {"email": f"{name}@example.org", "is_staff": True, **fields}
    return User.objects.get_or_create(username=name, defaults=defaults)[0]


def make_watch(what: Article | str, *, kind: str = "changes", owner: User | None = None, **fields: Any) -> Watch:
    """A watch of an article, or of what a page shows with these parameters; it tells of all that was ever seen."""
    watch = Watch(owner=owner or make_person(), name="A watch", since=T0, **fields)
    if isinstance(what, Article):
        watch.kind, watch.article = Watch.Kind.ARTICLE, what
    else:
        watch.kind = kind
        watch.set_query(what)
    watch.make_secret()
    watch.save()
    return watch
