"""Asks an address of the site as its own host would, and fails unless it answers 200. For container health checks."""

from __future__ import annotations

import os
import sys
import urllib.request
from urllib.parse import urlsplit

site = urlsplit(os.environ.get("SITE_URL") or sys.argv[1])
request = urllib.request.Request(sys.argv[1], headers={"Host": site.netloc})
with urllib.request.urlopen(request, timeout=5) as answer:  # raises for an error status
    sys.exit(answer.status != 200)
