"""What a consultation leaves behind when its last day is over, and months of work on equality are done.

`python -m tests.support.consulted EDITION CODE`, with a running borough’s home: none of its own processes has another
day. The equality record of the promise CODE is the one that is left to do.
"""

import sys
from datetime import timedelta

from coopcouncil.foundation import clock, commandline
from coopcouncil.project.cli import _session


def let_the_consultation_end(edition: str, left_to_do: str) -> None:
    from coopcouncil.settlement.models import Edition, Entry

    today = clock.today()
    Edition.objects.filter(code=edition).update(
        opens_on=today - timedelta(days=85), closes_on=today - timedelta(days=1)
    )
    Entry.objects.filter(edition__code=edition).exclude(code=left_to_do).update(
        equality_affected="Looked at by group.", equality_regard="Nobody has less.", equality_on=today
    )


if __name__ == "__main__":
    with _session() as url:
        commandline.use_database(url)
        let_the_consultation_end(*sys.argv[1:])
        commandline.close_database()
