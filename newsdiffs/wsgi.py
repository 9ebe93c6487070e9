"""The WSGI application, for granian or any other WSGI server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
# A page asks the database some six times, and after each may wait this long for the thread that draws another; the
# default, 5 ms, is longer than most pages take.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
