"""Where somebody could guess, each try is counted in the database, beside what the library counts in its cache.

The cache forgets when it is full, and two tries at once may count as one there. Here neither happens, and where nothing
can be counted nothing is let through.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

from coopcouncil.foundation import limits
from coopcouncil.foundation.requests import Request, caller

# A library or a customer centre is one address for all who sit there.
FROM_ONE_PLACE: dict[str, Any] = {"most": 120, "within": timedelta(minutes=10)}
FOR_ONE_NAME: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}


def counted(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of signing in that counts what is sent to it: by place, and by the address typed or the account open.

    Raises TooMany.
    """

    @wraps(view)
    def page(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            limits.take_try(f"sign-in-from:{caller(request)}", **FROM_ONE_PLACE, now=request.now)
            name = request.POST.get("login") or request.POST.get("email") or request.actor.account_id
            if name:
                limits.take_try(f"sign-in-as:{str(name).strip().casefold()}", **FOR_ONE_NAME, now=request.now)
        return view(request, *args, **kwargs)

    return page
