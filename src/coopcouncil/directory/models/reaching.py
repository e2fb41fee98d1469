from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import known, one_owner


class Contact(models.Model):
    """Whom to ask for: a desk or a post of an organisation, made public by it; a name only where it wants one known."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="contacts")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="contacts")
    service_at_location = models.ForeignKey(
        "directory.ServiceAtLocation", on_delete=models.CASCADE, null=True, related_name="contacts"
    )
    name = models.CharField(max_length=150, blank=True)
    title = models.CharField(max_length=150, blank=True)
    department = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        db_table = "directory_contact"
        constraints = [
            one_owner("directory_contact_one_owner", "service", "organisation", "location", "service_at_location")
        ]

    def __str__(self) -> str:
        return self.title or self.name


class PhoneKind(models.TextChoices):
    VOICE = "voice", _("Phone")
    TEXT = "text", _("Text message")
    TEXTPHONE = "textphone", _("Textphone")
    FAX = "fax", _("Fax")


class Phone(models.Model):
    """A number to ring, of a contact, or of a service, an organisation or a location itself."""

    Kind = PhoneKind

    id = models.UUIDField(primary_key=True, default=uuid4)
    contact = models.ForeignKey("directory.Contact", on_delete=models.CASCADE, null=True, related_name="phones")
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="phones")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="phones")
    service_at_location = models.ForeignKey(
        "directory.ServiceAtLocation", on_delete=models.CASCADE, null=True, related_name="phones"
    )
    number = models.CharField(max_length=40)
    extension = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=9, choices=PhoneKind, default=PhoneKind.VOICE)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "directory_phone"
        constraints = [
            one_owner(
                "directory_phone_one_owner", "contact", "service", "organisation", "location", "service_at_location"
            ),
            known("directory_phone_known_kind", "kind", PhoneKind),
            models.CheckConstraint(condition=~Q(number=""), name="directory_phone_has_number"),
        ]

    def __str__(self) -> str:
        return self.number


class Language(models.Model):
    """A language besides English in which a service, a location or a number answers: an ISO 639 code."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="languages")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="languages")
    phone = models.ForeignKey("directory.Phone", on_delete=models.CASCADE, null=True, related_name="languages")
    code = models.CharField(max_length=3)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "directory_language"
        indexes = [models.Index(fields=["code"], name="directory_language_code")]
        constraints = [
            one_owner("directory_language_one_owner", "service", "location", "phone"),
            models.CheckConstraint(condition=Q(code__regex="^[a-z]{2,3}$"), name="directory_language_known_code"),
            models.UniqueConstraint(
                fields=["service", "location", "phone", "code"], nulls_distinct=False, name="directory_language_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ReferredBy(models.TextChoices):
    SELF = "self", _("You yourself")
    GP = "gp", _("Your GP")
    PROFESSIONAL = "professional", _("Somebody who works with you")
    ANYONE = "anyone", _("Anyone, if you agree")


class ReferralRoute(models.Model):
    """Who may ask for a service, and how."""

    By = ReferredBy

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="referral_routes")
    by = models.CharField(max_length=12, choices=ReferredBy)
    how = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)

    class Meta:
        db_table = "directory_referral_route"
        constraints = [
            models.UniqueConstraint(fields=["service", "by"], name="directory_referral_once"),
            known("directory_referral_known", "by", ReferredBy),
        ]

    def __str__(self) -> str:
        return str(self.get_by_display())
