"""When an organisation may ask a person whether another value of a fact is right."""

LONGEST_ID = 100  # characters
LONGEST_WORDS = 300


def why_not(*, safe: bool, has_account: bool, taken_back: bool, kind: str) -> str:
    """Why the person cannot be asked about a fact of this notice; "" where they can.

    What was told in safe mode is written about to nobody, and a person without an account has no page to be asked on.
    """
    if safe:
        return "This was told in safe mode: nobody is written to because of it. Reach the person by the safe way only."
    if taken_back or kind == "withdrawal":
        return "This was taken back, so there is nothing in it to put right."
    if not has_account:
        return "The person has no account in which they could be asked. Answer the notice, and say it in your reason."
    return ""
