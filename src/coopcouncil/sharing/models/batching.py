from uuid import uuid4

from django.db import models


class Batch(models.Model):
    """Notices that went to an organisation in one set of files. The files are made anew from the notices each time."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by_account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    notices = models.PositiveIntegerField()
    written_at = models.DateTimeField(null=True)  # into the folder for files, where there is one

    class Meta:
        db_table = "sharing_batch"
        indexes = [models.Index(fields=["organisation", "-made_at"], name="sharing_batch_organisation")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class BatchItem(models.Model):
    """A delivery in a batch. One that is sent again is in another batch too, under the same id."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey("sharing.Delivery", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        db_table = "sharing_batch_item"
        constraints = [
            models.UniqueConstraint(fields=["batch", "delivery"], name="sharing_batch_item_once"),
        ]

    def __str__(self) -> str:
        return str(self.place)
