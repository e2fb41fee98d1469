"""The reference pages that are made from the code: `python -m tools.reference` writes docs/reference/."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import click

from tools.checks import PACKAGE, ROOT, start_django

# What each variable is for. The code says which there are: a check fails when the two lists differ.
SETTINGS = {
    "ACCENT_COLOUR": "The council's colour, as #rrggbb. One too pale to read on white is refused in favour of ours.",
    "AGENCY_PORT": "First of the ports on which the demo borough's agencies listen. `run` sets it beside its own port.",
    "IDLE_MINUTES": "After how long without a request a person is signed out.",
    "STAFF_IDLE_MINUTES": "The same, for whoever holds a role. Twelve hours after signing in everybody is signed out.",
    "API_REQUESTS_A_MINUTE": "How often one key of an organisation may ask the API. Beyond that it is told to wait.",
    "ALLOW_HTTP": "Hosts in the council's own network, with commas between them. Notices may go there over plain "
    "http and to inner addresses; everywhere else only over https, and only to the public internet.",
    "ALLOWED_HOSTS": "Host names that the site answers to, with commas between them.",
    "AUDIT_CHECKPOINTS": "The folder for signed checkpoints of the audit trail, best elsewhere. Unset: in the home.",
    "AUDIT_KEY": "32 random bytes in base64: the key that signs the checkpoints. Unset: the file in the home.",
    "BATCHES": "A folder into which notices are written as files, for organisations that take files. Unset: none.",
    "BEHIND_PROXY": "1 when a proxy before the site ends TLS and sets X-Forwarded-Proto. Production only.",
    "COUNCIL_NAME": "The council's name, as every page shows it.",
    "CLAMD": "Where ClamAV listens: its socket, `/run/clamav/clamd.ctl`, or host:port. Unset: files are not scanned.",
    "DATABASE_POOL": "The most connections that one process keeps to the database.",
    "DATABASE_URL": "The PostgreSQL server (15 or later), as the application's role. Unset: the embedded one.",
    "DATABASE_USE_POOL": "1 to keep connections in a pool. `run` and `serve` switch it on.",
    "DEBUG": "1 to show errors to developers. Refused in production.",
    "DEMO": "1 for the demo borough and its sign-in page. Refused in production.",
    "DEMO_MONEY": "`full` for a whole year of the demo borough’s money: 60,000 postings. It takes longer.",
    "DIGEST_MINUTES": "Answers of services within so many minutes are one message to the person.",
    "DUTY_GATEWAY_TOKEN": "What shows the gateway of the duty officer's telephone that it is we who ring.",
    "DUTY_GATEWAY_URL": "Where we post so that the duty officer is rung. Without it nobody is rung in an emergency.",
    "DUTY_PHONE": "The duty officer's number; residents see it when what they told is an emergency.",
    "EMAIL_HOST": "The mail server. Needed in production; elsewhere letters are files in the home.",
    "EMAIL_PASSWORD": "The password at the mail server.",
    "EMAIL_PORT": "The mail server's port.",
    "EMAIL_USER": "The name at the mail server.",
    "FACTS_KEY": "The ring: one key or more (32 random bytes in base64), the newest first. It wraps the key of each "
    "person and each thing told. Unset: the file in the home.",
    "SEARCH_KEY": "32 random bytes in base64: lets an e-mail address or a name be found that is sealed. It can never "
    "be changed. Unset: the file in the home.",
    "KEY_RING": "The class that wraps keys, for a key service: see `foundation/keys/ring.py`.",
    "KEYS_DATABASE_URL": "The database of keys, where it is not beside the main one (its name with `_keys`).",
    "FEED_HOSTS": "Hosts in the council's own network, with commas between them, from which the directory may fetch "
    "records; everywhere else only from the public internet.",
    "FROM_EMAIL": "The address that letters come from. Needed in production.",
    "HOME": "The folder for everything that an installation keeps: database, secrets, mail.",
    "MESSAGES": "How messages to people leave: `files` (the home, or the mail server), or `notify` (GOV.UK Notify).",
    "METRICS_TOKEN": "Whoever sends it as a bearer token may read /metrics. Unset: the file in the home.",
    "MAIL_REPORTS_SECRET": "The secret (`whsec_…`) that signs reports of e-mail that came back; two, with a space "
    "between, while it is changed. Unset: `secrets/mail-reports.key` in the home; without either none is taken.",
    "NOTIFY_CALLBACK_TOKEN": "The token, of 20 characters or more, with which GOV.UK Notify sends its receipts; two "
    "while it is changed. Unset: `secrets/notify-callback.token` in the home; without either none is taken.",
    "NOTIFY_EMAIL_TEMPLATE": "The id of the template for e-mails at GOV.UK Notify.",
    "NOTIFY_KEY": "The key of GOV.UK Notify. Unset: `secrets/notify.key` in the home.",
    "NOTIFY_TEXT_TEMPLATE": "The id of the template for texts at GOV.UK Notify.",
    "NOTIFY_URL": "Where GOV.UK Notify answers.",
    "NO_SKIP": "1 to turn every skipped test into a failure. Only `make test` reads it.",
    "OWNER_DATABASE_URL": "The same server as the tables' owner, for migrations. Goes with DATABASE_URL.",
    "OWNER_KEYS_DATABASE_URL": "The same for the database of keys, where that one has an address of its own.",
    "PROFILE": "`local`, or `production`, which refuses to start on anything that a demo may forgive.",
    "PUBLIC_URL": "The address at which people reach the site, without a slash at its end.",
    "RUN_MARK": "Set by `run` for its own processes, so that the next start knows them again. Leave it alone.",
    "SECRET_KEY": "Signs sessions and links: 50 or more random characters. Unset: the file in the home.",
    "STATIC_ROOT": "Where the collected style sheets and scripts go.",
    "TRUSTED_ORIGINS": "Origins whose forms are accepted besides our own, with commas between them.",
    "WORKER_THREADS": "How many entries of the outbox a worker carries at a time, 1 to 8. Unset: 4.",
    "ONE_LOGIN_CLIENT_ID": "Our client at GOV.UK One Login. Empty: people are not offered it.",
    "ONE_LOGIN_KEY": "The private key of that client, as PEM. Else the file `secrets/one-login.pem` of the home.",
    "ONE_LOGIN_ISSUER": "Where GOV.UK One Login is. For its integration environment: the address that it names.",
    "ONE_LOGIN_IDENTITY_ISSUER": "Who signs the core identity there.",
    "ONE_LOGIN_IDENTITY_KEYS": "The document with the keys of who signs the core identity.",
    "ONE_LOGIN_TRUST": "How sure to ask it to be: its vector of trust. `Cl.Cm.P2` is medium, `Cl.Cm.P1` low.",
}
READERS = {"env", "number", "switched_on", "secret"}
MADE = "<!-- Made from the code by `python -m tools.reference`. Changes made here by hand are lost. -->\n\n"


def variables() -> dict[str, str]:
    """Every COOPCOUNCIL_… variable that the code names, without its prefix, with its default as written there."""
    found: dict[str, str] = {}
    for path in [*sorted(PACKAGE.rglob("*.py")), ROOT / "conftest.py"]:
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name, default in _named_in(node):
                found[name] = found.get(name) or default
    return dict(sorted(found.items()))


def _named_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
        name, *rest = node.args
        if isinstance(name, ast.Constant):
            default = rest[0] if rest and node.func.id in {"env", "number"} else None
            yield str(name.value), _default(default) if node.func.id in {"env", "number"} else ""
    elif isinstance(node, ast.Constant) and (whole := re.fullmatch(r"COOPCOUNCIL_([A-Z_]+)", str(node.value))):
        yield whole[1], ""


def _default(given: ast.expr | None) -> str:
    if given is None:
        return ""
    return str(given.value) if isinstance(given, ast.Constant) else ast.unparse(given)


def undescribed_settings() -> list[str]:
    """Variables without a description, and descriptions of variables that nobody reads."""
    there = variables()
    return [
        *(f"COOPCOUNCIL_{name} has no description in tools/reference.py." for name in sorted(there.keys() - SETTINGS)),
        *(f"COOPCOUNCIL_{name} is described and read by nobody." for name in sorted(SETTINGS.keys() - there)),
    ]


def settings_page() -> str:
    """docs/reference/settings.md."""
    rows = [
        f"| `COOPCOUNCIL_{name}` | {f'`{default}`' if default else ''} | {SETTINGS.get(name, '')} |"
        for name, default in variables().items()
    ]
    return (
        f"# Settings\n\n{MADE}An installation is set up by environment variables; none is needed for the demo "
        "borough. A switch is on with 1, true or yes.\n\n| Variable | If unset | What it is for |\n|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def command_line_page() -> str:
    """docs/reference/command-line.md."""
    from coopcouncil.project.cli import coopcouncil

    context = click.Context(coopcouncil, info_name="coopcouncil")
    parts = [
        f"# The command line\n\n{MADE}`coopcouncil <noun> <verb>`. Exit code 0: done. 1: the work found a problem that "
        "it was asked to find. 2: it was called wrongly or given something it cannot use; nothing was changed.\n"
    ]
    parts += [_command(command, inner) for command, inner in _commands(coopcouncil, context)]
    return "\n".join(parts)


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield command, inner


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"## {context.command_path}\n", f"    {usage}\n", f"{' '.join((command.help or '').split())}\n"]
    permission = getattr(command.callback, "permission", "")
    if permission:
        lines.append(f"Permission: `{permission}`.\n")
    options = [record for parameter in command.params if (record := parameter.get_help_record(context))]
    if options:
        lines += ["| Option | What it does |", "|---|---|"]
        lines += [f"| `{_cell(names)}` | {_cell(' '.join(text.split()))} |" for names, text in options]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def permissions_page() -> str:
    """docs/reference/permissions.md."""
    # A permission is registered where its context is loaded; the routes load what is left.
    from django.urls import get_resolver

    from coopcouncil.foundation import permissions

    _ = get_resolver().url_patterns
    rows = [f"| `{item.name}` | may {item.says} | {'yes' if item.on_object else ''} |" for item in permissions.every()]
    return (
        f"# Permissions\n\n{MADE}Every page, API operation and command names one of these. Where the last column says "
        "yes, the answer also depends on the object, and one that the person may not see is answered as not found. "
        "Who gets what at which address stands in `tests/authorisation/matrix.csv`.\n\n"
        "| Permission | Who has it | About an object |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def api_page() -> str:
    """docs/reference/api.md, from the OpenAPI description of the running code."""
    from django.urls import get_resolver

    from coopcouncil.foundation.api import api

    _ = get_resolver().url_patterns
    description = api.get_openapi_schema()
    schemas = description.get("components", {}).get("schemas", {})
    parts = [
        f"# The API\n\n{MADE}{description['info']['description']} OpenAPI {description['openapi']}; the whole "
        "description is at `/api/v1/openapi.json`. Life events are public, and nothing is stored:\n\n"
        "    curl http://localhost:8000/api/v1/life-events\n"
        "    curl http://localhost:8000/api/v1/life-events/death/plan \\\n"
        '      -H \'Content-Type: application/json\' -d \'{"answers": {"had_benefits": "no"}}\'\n\n'
        "The directory has an API of its own, for everybody: Open Referral UK at `/openreferral/v3/`, described at "
        "`/openreferral/v3/openapi.json`. See [Publish the directory](../how-to/publish-the-directory.md).\n\n"
        "Organisations send their key: `Authorization: Bearer cck_…`. What a key may do, its scopes say: [Connect an "
        "agency](../how-to/connect-an-agency.md), [Tell the council from your own "
        "software](../how-to/tell-from-your-own-software.md).\n\n"
        "| Status | Meaning |\n|---|---|\n"
        "| 401 | no key, or one that was ended |\n"
        "| 403 | the key lacks a scope, or the organisation a grant: `detail` says which |\n"
        "| 404 | not there, or not yours |\n"
        "| 409 | it has moved on: `detail` says what is true now |\n"
        "| 413, 422 | it cannot be used, and nothing was kept: `errors` has each `place`, `message` and `mend` |\n"
        "| 429, 503 | ask again after as many seconds as `Retry-After` says |\n"
    ]
    for address, operations in sorted(description["paths"].items()):
        parts += [_operation(method.upper(), address, item) for method, item in operations.items()]
    return "\n".join([*parts, "# What goes in and out\n", *(_schema(name, schemas[name]) for name in sorted(schemas))])


def _operation(method: str, address: str, item: dict[str, Any]) -> str:
    lines = [f"## {method} {address}\n", f"{' '.join(item.get('description', item['summary']).split())}\n"]
    lines += [
        f"- `{parameter['name']}` ({parameter['in']}): {_type(parameter['schema'])}" for parameter in item["parameters"]
    ]
    for kind in item.get("requestBody", {}).get("content", {}).values():
        lines.append(f"- Takes {_type(kind['schema'])}")
    for status, answer in _own(item).items():
        if int(status) >= 400:
            lines.append(f"- Answers {status}: {answer['description']}")
            continue
        shapes = [_type(kind["schema"]) for kind in answer.get("content", {}).values()]
        lines.append(f"- Answers {status}{': ' + ', '.join(shapes) if shapes else ''}")
    lines += [*_shown("Send", item.get("requestBody", {}))]
    lines += [text for status, answer in _own(item).items() for text in _shown(f"Answer {status}", answer)]
    return "\n".join([*lines, ""])


def _own(item: dict[str, Any]) -> dict[str, Any]:
    """The answers that only this operation gives; how any may be refused stands at the top of the page."""
    return {status: answer for status, answer in item["responses"].items() if "$ref" not in answer}


def _shown(title: str, part: dict[str, Any]) -> Iterator[str]:
    """The example of one side of an operation."""
    for kind in part.get("content", {}).values():
        if "example" in kind:
            body = json.dumps(kind["example"], indent=1, ensure_ascii=False)
            yield f"\n{title}, for example:\n\n```json\n{body}\n```"


def _schema(name: str, schema: dict[str, Any]) -> str:
    must = set(schema.get("required", []))
    rows = [
        f"| `{key}`{'' if key in must else ' (may be absent)'} | {_cell(_type(value))} "
        f"| {_cell(value.get('description', ''))} |"
        for key, value in schema.get("properties", {}).items()
    ]
    return "\n".join([f"## {name}\n", "| Field | Type | |", "|---|---|---|", *rows, ""])


def _type(schema: dict[str, Any]) -> str:
    if reference := schema.get("$ref"):
        name = reference.rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if choices := schema.get("anyOf"):
        return " or ".join(_type(choice) for choice in choices)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if values := schema.get("enum"):
        return " or ".join(f"`{value}`" for value in values)
    return str(schema.get("type", "any"))


def pages() -> dict[str, str]:
    """Every page by its file name. Django must have been started."""
    from coopcouncil.sharing import formats

    receipt = json.dumps(formats.receipt_schema(), indent=2, ensure_ascii=False)
    return {
        "settings.md": settings_page(),
        "command-line.md": command_line_page(),
        "permissions.md": permissions_page(),
        "api.md": api_page(),
        f"consent-receipt-{formats.RECEIPT_VERSION}.json": f"{receipt}\n",
    }


def main() -> int:
    """Write the pages."""
    start_django()
    folder = ROOT / "docs" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
