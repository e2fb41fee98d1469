"""The web server's way in. A fault that the system checks know of (a route without a permission) stops the process."""

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if _faults := [str(message) for message in run_checks() if message.is_serious()]:
    raise ImproperlyConfigured("coopcouncil will not serve:\n" + "\n".join(_faults))
