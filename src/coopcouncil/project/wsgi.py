"""The web server's way in. A fault that the system checks know of (a route without a permission) stops the process."""

import gc

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from coopcouncil.foundation import contributions

application = get_wsgi_application()

if _faults := [str(message) for message in run_checks() if message.is_serious()]:
    raise ImproperlyConfigured("coopcouncil will not serve:\n" + "\n".join(_faults))

# Whoever comes first waits no longer than the next: two seconds once, before anybody is let in.
for prepare in contributions.before_serving:
    prepare()
# All of that stays. The collector need not look through it again and again, nor after every few hundred objects when
# one page makes thousands: together a tenth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
