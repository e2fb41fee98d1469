from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import in_order, known, one_owner


class CostOption(models.Model):
    """What a service costs, for whom and for what. No amount: it depends, and the words say on what."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(max_length=150, blank=True)
    amount_pence = models.PositiveBigIntegerField(null=True)  # hundredths of the currency
    currency = models.CharField(max_length=3, default="GBP")
    amount_description = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)  # the last day

    class Meta:
        db_table = "directory_cost_option"
        constraints = [
            in_order("directory_cost_in_order", "valid_from", "valid_to"),
            models.CheckConstraint(
                condition=Q(amount_pence__isnull=True) | Q(amount_pence__gte=0), name="directory_cost_not_below_nothing"
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="directory_cost_known_currency"),
            models.CheckConstraint(
                condition=Q(amount_pence__isnull=False) | ~Q(option="", amount_description=""),
                name="directory_cost_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.option or str(self.amount_pence)


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    CHILDREN = "children", _("Children")
    YOUNG_PEOPLE = "young_people", _("Young people")
    PARENTS = "parents", _("Parents and expectant parents")
    OLDER_PEOPLE = "older_people", _("Older people")
    CARERS = "carers", _("Carers")
    DISABLED_PEOPLE = "disabled_people", _("Disabled people")
    LEARNING_DISABILITY = "learning_disability", _("People with a learning disability")
    MENTAL_HEALTH = "mental_health", _("People who need help with their mental health")
    ADDICTION = "addiction", _("People who want to stop drinking or using drugs")
    LOW_INCOME = "low_income", _("People with little money")
    OUT_OF_WORK = "out_of_work", _("People out of work")
    TENANTS = "tenants", _("Tenants")
    HOMELESS = "homeless", _("People without a home, or about to lose it")
    BEREAVED = "bereaved", _("People who have lost somebody")
    ABUSE = "abuse", _("People who are being hurt or controlled at home")
    WOMEN = "women", _("Women")
    MEN = "men", _("Men")
    LGBT = "lgbt", _("Lesbian, gay, bisexual and trans people")
    REFUGEES = "refugees", _("Refugees and people who seek asylum")
    NEWCOMERS = "newcomers", _("People new to the country")
    VETERANS = "veterans", _("People who have served in the forces")
    LEARNERS = "learners", _("Adults who want to learn")
    BUSINESSES = "businesses", _("Businesses")
    GROUPS = "groups", _("Community groups")


class Eligibility(models.Model):
    """For whom a service is. Ages in years, both included."""

    service = models.OneToOneField(
        "directory.Service", on_delete=models.CASCADE, primary_key=True, related_name="eligibility"
    )
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    audiences = ArrayField(models.CharField(max_length=20, choices=Audience), default=list)
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "directory_eligibility"
        constraints = [
            in_order("directory_eligibility_in_order", "minimum_age", "maximum_age"),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(minimum_age__lte=130),
                name="directory_eligibility_young_enough",
            ),
            models.CheckConstraint(
                condition=Q(audiences__contained_by=Audience.values), name="directory_eligibility_known"
            ),
        ]

    def __str__(self) -> str:
        return self.description or ", ".join(self.audiences)


class Capacity(models.Model):
    """How many places a service has, how many are free and how long people wait, as it was on a day."""

    service = models.OneToOneField(
        "directory.Service", on_delete=models.CASCADE, primary_key=True, related_name="capacity"
    )
    places = models.PositiveIntegerField(null=True)
    free_places = models.PositiveIntegerField(null=True)
    waiting_days = models.PositiveIntegerField(null=True)  # calendar days from asking to being helped, as a rule
    as_of = models.DateField()

    class Meta:
        db_table = "directory_capacity"
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(free_places__isnull=True) | Q(free_places__lte=F("places")),
                name="directory_capacity_no_more_than_all",
            ),
            models.CheckConstraint(
                condition=~Q(places__isnull=True, free_places__isnull=True, waiting_days__isnull=True),
                name="directory_capacity_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.free_places} of {self.places} on {self.as_of}"


class Funding(models.Model):
    """Where the money of a service or an organisation comes from."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="funding")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "directory_funding"
        constraints = [
            one_owner("directory_funding_one_owner", "service", "organisation"),
            models.CheckConstraint(condition=~Q(source=""), name="directory_funding_has_source"),
        ]

    def __str__(self) -> str:
        return self.source


class Way(models.TextChoices):
    SAY = "say", _("Say what you think of it")
    USERS_GROUP = "users_group", _("Join the group of people who use it")
    CO_DESIGN = "co_design", _("Help to plan it")
    VOLUNTEER = "volunteer", _("Give some time")
    PEER = "peer", _("Help somebody who is where you were")
    INSPECT = "inspect", _("Visit it, and say how good it is")
    MEMBER = "member", _("Become a member, with a vote")
    BOARD = "board", _("Stand for its board")
    TAKE_OVER = "take_over", _("Run it, with your neighbours")


class Participation(models.Model):
    """A way in which a citizen can take part in a service."""

    Way = Way

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="participation")
    way = models.CharField(max_length=12, choices=Way)
    words = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)

    class Meta:
        db_table = "directory_participation"
        constraints = [
            models.UniqueConstraint(fields=["service", "way"], name="directory_participation_once"),
            known("directory_participation_known", "way", Way),
        ]

    def __str__(self) -> str:
        return str(self.get_way_display())
