from django.db import models


class Sealed(models.Model):
    """A row whose columns are all under one seal (`gateways.seal_of`)."""

    seal = models.BinaryField()

    class Meta:
        abstract = True
