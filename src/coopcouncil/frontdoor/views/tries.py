"""When what was tried too often may be tried again."""

from coopcouncil.kernel.errors import TooMany


def minutes(error: TooMany) -> int:
    """In how many minutes it may be tried again, at least one."""
    return -(-error.seconds // 60)
