from uuid import uuid4

from django.db import models


class CaseIdentifier(models.Model):
    """By which id another system knows a case. In one system an id means one case, and a case has one id."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    system = models.SlugField(max_length=70)
    external_id = models.CharField(max_length=100)
    # What the row was when it was last read from there, as a digest: the same again changes nothing.
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "casework_identifier"
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="casework_identifier_once"),
            models.UniqueConstraint(fields=["case", "system"], name="casework_identifier_one_a_system"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.external_id}"

    @staticmethod
    def system_of(code: str) -> str:
        """The name under which ids of an organisation's own software are kept: none that an import can have."""
        return f"api_{code}"
