"""The door to messages that only say that there is something to read behind a sign-in."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from coopcouncil.sharing import gateways
from coopcouncil.sharing.actions import news


def write_to_resident(*, account_id: UUID, reference: str, path: str, once: str, now: datetime) -> bool:
    """Write to somebody, in the way they chose, that there is news of a problem of theirs. Call inside a transaction.

    `path` is where they read it; the same `once` is written once. Returns whether a message will leave.
    """
    values = {"reference": reference, "path": path}
    return news.write_news(account_id=account_id, template="your_case", values=values, once=once, now=now)


def write_to_officer(*, account_id: UUID, at: str, reference: str, path: str, once: str, now: datetime) -> bool:
    """Write to somebody at work, at the e-mail address `at`, that a case needs them. Call inside a transaction."""
    values = {"reference": reference, "path": path}
    return news.write_news(
        account_id=account_id, template="case_for_you", values=values, once=once, now=now, at_work=at
    )


def write_to_helper(*, letter_id: UUID, to: str, code: str, path: str, language: str, now: datetime) -> bool:
    """Write to an e-mail address that somebody asks its owner to act for them: nobody's name, and a code to type where
    they have signed in. The same happens whether the address has an account or not. Call inside a transaction.

    `letter_id` is what `let_letters_go` knows it by, and what its key is made for.
    """
    values = {"code": code, "path": path}
    return news.write_to_address(
        letter_id=letter_id, to=to, template="case_helper", values=values, language=language, now=now
    )


def write_to_body(
    *, letter_id: UUID, to: str, subject: str, paragraphs: Sequence[str], files: Sequence[tuple[str, str, bytes]],
    now: datetime,
) -> bool:  # fmt: skip
    """Send a letter that an officer wrote to another body by e-mail, word for word, with its files: (name, media type,
    content). It is kept as any message is. Call inside a transaction.

    `letter_id` is what `let_letters_go` knows it by, and what its key is made for.
    """
    values = {
        "subject": subject,
        "paragraphs": list(paragraphs),
        "files": [[name, kind, b64encode(content).decode()] for name, kind, content in files],
    }
    return news.write_to_address(
        letter_id=letter_id, to=to, template="case_letter", values=values, language="en", now=now
    )


def mail_carries_files() -> bool:
    """Whether e-mail from here can have files with it. GOV.UK Notify's has none."""
    return gateways.mail_carries_files()


def let_letters_go(letter_ids: Collection[UUID]) -> None:
    """Empty these letters, sent or not, and throw away the copies that lie here. Their keys the caller forgets."""
    news.empty(letter_ids)
