from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedEmailField, SealedJSONField, by_digest

# The library keeps each address of an account once more.
SealedEmailField.take_over(EmailAddress, "email", subject="user_id")


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), name=name)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """How a person signs in. It says nothing about what they may do: roles are appointments."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    email = SealedEmailField(_("e-mail address"))
    name: Any = SealedJSONField(_("name"), default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    # Django's own permission flags: nobody has them, because nothing of ours asks them.
    is_staff = False
    is_superuser = False

    objects = AccountManager()

    class Meta:
        db_table = "people_account"
        constraints = [models.UniqueConstraint(by_digest("email"), name="people_account_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def sealed_for(self) -> UUID:
        return self.id


class Preferences(models.Model):
    """How a person would like us to speak with them, and whether we may suggest things."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")
        NONE = "none", _("Only here, in my account")

    account = models.OneToOneField("people.Account", on_delete=models.CASCADE, primary_key=True, related_name="+")
    contact_by = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    language = models.CharField(max_length=10, blank=True)
    needs: Any = SealedJSONField(default=list)
    # Since when they agree that we look for what else they could have; None: they do not.
    suggestions_since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "people_preferences"

    def __str__(self) -> str:
        return self.contact_by

    @property
    def sealed_for(self) -> UUID:
        return self.account_id
