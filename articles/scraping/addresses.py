"""Web addresses: made safe to ask for, compared to find duplicates, and told apart by site (pure)."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from w3lib.url import canonicalize_url
from yarl import URL

from .tracking_parameters import is_tracking_parameter

MAX_LENGTH = 8192
"""The longest address that is accepted, in characters."""

_TOO_LONG = f"The address is longer than {MAX_LENGTH:,} characters."

# Path and query that need no cleaning: the address is already as it will be sent, but for its host. Most are.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9.:-]+)"
    r"/(?:[A-Za-z0-9_~!$&'()*+,;=:@%-]+(?:\.[A-Za-z0-9_~!$&'()*+,;=:@%-]+)*(?:/(?=[^/?.])|/?(?=\?|$)))*"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_SIMPLE = re.compile(r"[A-Za-z0-9._~:/-]+")
_OWN_PORTS = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_HOST_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?|[a-z0-9_-]{1,63}")
_NUMBER_LABEL = re.compile(r"\d+|0x[0-9a-f]*")
_SAFE_IN_PATH = "!$%&'()*+,/:;=@[]^_|~-."
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"

_MIRROR_LABELS = frozenset({"www", "m", "mobile", "amp"})
_AMP_SUFFIX = re.compile(r"(?:/amp|\.amp(?=\.html?$)|\.amp)(?=$|\.html?$)")
_INDEX_FILE = re.compile(r"/index\.html?$")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)

# Second-level names under which country registries sell names, as in bbc.co.uk; enough for news sites.
_REGISTRY_LABELS = frozenset({"ac", "asn", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "id", "mil"})
_REGISTRY_LABELS |= {"ne", "net", "nom", "or", "org", "web", "nic", "in", "info", "biz", "press"}
# Hosting sites, each of whose names is a site of its own.
_SHARED_HOSTS = frozenset(
    {"blogspot.com", "ghost.io", "github.io", "gitlab.io", "medium.com", "netlify.app", "pages.dev"}
    | {"substack.com", "tumblr.com", "typepad.com", "vercel.app", "wordpress.com", "wixsite.com"}
)


_FEED_SCHEME = re.compile(r"\Afeed:(?://)?(?=[^/])", re.IGNORECASE)
_HOST_FIRST = re.compile(r"(?:[\w-]+\.)+[^\W\d]{2,}(?::\d+)?(?:[/?#]|$)")


def typed(text: str) -> str:
    """What a person typed or pasted, with the https:// that browsers let them leave out ("news.example.org/story").

    Without the feed: that some pages set before a feed's address, too.
    """
    text = _FEED_SCHEME.sub("", text.strip())
    return f"https://{text}" if _HOST_FIRST.match(text) else text


def meant(text: str) -> tuple[str, ...]:
    """The addresses that a person may mean who left out the scheme, likeliest first: with https, http, or www."""
    address, bare = typed(text), _FEED_SCHEME.sub("", text.strip())
    if address == bare:
        return (address,)
    also = () if bare.startswith("www.") else (f"https://www.{bare}",)
    return (address, f"http://{bare}", *also)


def clean_url(url: str) -> str:
    """The address as it will be asked for: absolute, http or https, ASCII, without fragment.

    Nothing that a server could tell apart is changed: percent-encoding, order and case of path and query
    stay. Raises ValueError with a sentence for what is no address of a web page.
    """
    if _is_clean(url):
        return url
    text = _without_controls(url)
    if not text:
        raise ValueError("The address is empty.")
    if len(text) > MAX_LENGTH:
        raise ValueError(_TOO_LONG)
    before_query, mark, query = text.partition("#")[0].partition("?")
    try:
        parts = urlsplit(before_query.replace("\\", "/"))
    except ValueError as error:
        raise ValueError(f"The address cannot be read: {_shown(text)} ({error}).") from error
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"The address is not an http or https address: {_shown(text)}.")
    if "@" in parts.netloc:
        raise ValueError(f"The address has a user name in it: {_shown(text)}.")
    netloc = _clean_netloc(parts.scheme, parts.netloc)
    path = _without_dot_segments(_quoted(parts.path, _SAFE_IN_PATH)) or "/"
    return f"{parts.scheme}://{netloc}{path}{mark}{_quoted(query, _SAFE_IN_QUERY)}"


def join_url(base: str, reference: str) -> str:
    """`reference`, as found in a page, feed or redirect at `base`, as a clean address; ValueError if none."""
    if _is_clean(reference):
        return reference
    before_query, mark, query = _without_controls(reference).partition("?")
    try:
        joined = urljoin(base, before_query.replace("\\", "/") + mark + query)
    except ValueError as error:
        raise ValueError(f"The address cannot be read: {_shown(reference)} ({error}).") from error
    return clean_url(joined)


def url_key(url: str) -> str:
    """The form in which two addresses of one article are equal. For finding duplicates, never for asking.

    Scheme, `www.`/`m.`/`mobile.`/`amp.`, default port, fragment, trailing slash, AMP suffix, `index.html`,
    session ids, and tracking parameters do not count; every other parameter does. Raises ValueError as
    `clean_url` does.
    """
    parts = urlsplit(clean_url(url))
    host = _without_mirror_labels(parts.hostname or "")
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc += f":{parts.port}"
    query = "&".join(
        parameter
        for parameter in parts.query.split("&")
        if parameter and not is_tracking_parameter(*parameter.partition("=")[::2])
    )
    key = f"https://{netloc}{_path_key(parts.path)}"
    if not query and _SIMPLE.fullmatch(key):
        return key  # what canonicalize_url would give, at a tenth of its cost; most news addresses are such
    return str(canonicalize_url(f"{key}?{query}" if query else key))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one publisher's site, as `www.bbc.co.uk` and `news.bbc.co.uk` do."""
    try:
        return site_of(one) == site_of(other)
    except ValueError:
        return False


def site_of(url: str) -> str:
    """The name a site is registered under (`bbc.co.uk`), or its numeric address. Raises ValueError."""
    host = urlsplit(clean_url(url)).hostname or ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 3:
        return host
    is_country = len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    is_shared = ".".join(labels[-2:]) in _SHARED_HOSTS
    return ".".join(labels[-3:] if is_country or is_shared else labels[-2:])


def _without_controls(text: str) -> str:
    """An address without control characters and outer spaces. Raises ValueError for megabytes that are none."""
    text = text.strip()
    if len(text) > 2 * MAX_LENGTH:
        raise ValueError(_TOO_LONG)
    return _CONTROLS.sub("", text).strip()


def _is_clean(url: str) -> bool:
    plain = _PLAIN.fullmatch(url) if len(url) <= MAX_LENGTH else None
    return plain is not None and _clean_netloc(plain[1], plain[2]) == plain[2]


@lru_cache(maxsize=4096)
def _clean_netloc(scheme: str, netloc: str) -> str:
    """Host and port as they will be asked for, without the scheme's own port. Raises ValueError."""
    try:
        parts = urlsplit(f"//{netloc}")
        host, port = _clean_host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise ValueError(f"The address names no valid host: {_shown(netloc)}.") from error
    return host if port is None or port == _OWN_PORTS[scheme] else f"{host}:{port}"


def _clean_host(host: str) -> str:
    """Raises ValueError, without a sentence, for what is no host."""
    if ":" in host:
        if "%" in host:
            raise ValueError("zone")
        return f"[{IPv6Address(host)}]"
    if not host.isascii():
        host = URL.build(scheme="http", host=host).raw_host or ""
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
        raise ValueError("label")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        # Some read 127.1, 0x7f.0.0.1 and 2130706433 as addresses, some as names: we refuse them.
        IPv4Address(host)
    return host


def _quoted(text: str, safe: str) -> str:
    """Percent-encode what must not be sent as it stands; a server's own raw bytes stay those bytes."""
    try:
        return quote(text, safe=safe, errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError(f"The address has characters that are none: {_shown(text)}.") from error


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _without_mirror_labels(host: str) -> str:
    """`www.m.example.org` -> `example.org`, but never down to a bare top-level name."""
    label, _, rest = host.partition(".")
    while label in _MIRROR_LABELS and "." in rest:
        host = rest
        label, _, rest = host.partition(".")
    return host


def _path_key(path: str) -> str:
    path = _SESSION_IN_PATH.sub("", path)
    previous = None
    while path != previous:  # until stable: "/a/amp/index.html" loses one ending after the other
        previous = path
        path = re.sub("//+", "/", path).rstrip("/")
        path = _INDEX_FILE.sub("", path)
        path = _AMP_SUFFIX.sub("", path)
    return path or "/"


def _shown(text: str) -> str:
    return repr(text[:120]) + ("…" if len(text) > 120 else "")
