"""The door that the web server opens."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
application = get_wsgi_application()

from portal.territories.search.engine import start_building  # noqa: E402  # needs the applications loaded
from portal.web.warming import start_warming  # noqa: E402  # needs the applications loaded

start_building()
start_warming()
