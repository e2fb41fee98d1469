"""Schemathesis asks a real server whatever its description allows, and what it does not, with every check it has."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.test_on_a_real_server import key_of
from tests.support.borough import Borough

# A description in JSON Schema cannot say which facts belong to which life event, nor that a date must exist: what fits
# it may still be refused, with each place and its mend.
BESIDE_THE_POINT = "positive_data_acceptance"


@pytest.mark.parametrize(
    ("who", "description", "seconds"),
    [
        ("an organisation's key", "api/v1/openapi.json", 8),
        ("nobody", "api/v1/openapi.json", 6),
        ("nobody", "openreferral/v3/openapi.json", 8),
    ],
)
def test_no_request_makes_the_server_fail_or_answer_otherwise_than_described(
    borough: Borough, tmp_path: Path, who: str, description: str, seconds: int
) -> None:
    key = ["-H", f"Authorization: Bearer {key_of(borough, 'ashmere-council')}"] if who != "nobody" else []
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")), "run", f"{borough.url}/{description}", *key,
            "--checks", "all", "--exclude-checks", BESIDE_THE_POINT, "--max-examples", "5", "--seed", "1",
            "--max-time", str(seconds), "--continue-on-failure", "--no-shrink", "--no-color", "--warnings", "off",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-6000:]
    generated = next(line.split()[0] for line in told.splitlines() if " generated" in line)
    assert int(generated) > 0, told[-2000:]
