"""The teams of Ashmere: every type of service that is the council's to answer for comes to one of them first."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from coopcouncil.casework.models import Officer, Team
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.directory import public as directory
from coopcouncil.people import public as people

FOUNDED = datetime(2010, 4, 1, 9, tzinfo=ZoneInfo("Europe/London"))
MANAGER, HEAD = "mei", "ruth"
# code | name | what it looks after | officers | the types of service that come to it first ("*": what is no other's)
_TEAMS = (
    ("first-contact", "First contact", "Whatever is no other team’s, health services too.", "carys tom priya", "*"),
    ("homes", "Homes", "Where people live: council homes, renting, homelessness.", "sam",
     "council_housing housing_options housing_register private_renting_standards housing_association_tenancies "
     "tenant_managed_homes housing_advice energy_priority water_supply flood_response fire_safety_visits"),
    ("care", "Care", "Help at home, carers, and safety for adults.", "lena kit",
     "adult_social_care carers_assessment young_carers short_breaks direct_payments home_adaptations community_meals "
     "telecare safeguarding_adults carers_centre home_from_hospital community_nursing hospital_discharge"),
    ("money", "Money", "Council tax, benefits, debts.", "zara olu",
     "council_tax council_tax_reduction housing_benefit discretionary_housing_payment local_welfare national_benefits "
     "child_benefit debt_advice benefits_advice credit_union food_bank business_rates pension_guidance"),
    ("streets", "Streets and places", "Bins, parking, planning, licences, police.", "ivor",
     "household_waste business_waste assisted_collections garden_waste blue_badge parking_permits planning licensing "
     "food_business_registration older_persons_bus_pass disabled_persons_bus_pass neighbourhood_policing libraries "
     "bereavement_services"),
    ("children", "Children and schools", "Schools, nurseries, families.", "nell",
     "school_admissions school_record school_travel school_attendance school_uniform_help virtual_school "
     "special_educational_needs child_work_permits free_school_meals early_education childrens_centre "
     "family_information health_visiting school_nursing children_social_care fostering leaving_care"),
)  # fmt: skip


def stable_id(kind: str, key: str) -> UUID:
    """The same id for the same thing in every demo borough."""
    return uuid5(NAMESPACE_URL, f"https://ashmere.example/casework/{kind}/{key}")


def load() -> None:
    """Loading it again changes nothing. Nothing where teams were made by hand before."""
    if staffing.teams().exists():
        return
    known = directory.service_types().keys()
    teams, officers = [], []
    for code, name, summary, members, types in _TEAMS:
        rest = types == "*"
        wanted = [] if rest else types.split()
        assert set(wanted) <= known, set(wanted) - known
        team = Team(
            id=stable_id("team", code), code=code, name=name, summary=summary, service_types=sorted(wanted),
            takes_the_rest=rest, created_at=FOUNDED,
        )  # fmt: skip
        teams.append(team)
        ranks = [(key, Officer.Rank.OFFICER) for key in members.split()]
        for key, rank in (*ranks, (MANAGER, Officer.Rank.MANAGER), (HEAD, Officer.Rank.HEAD)):
            account_id = people.account_with_email(f"{key}@ashmere.example")
            officers.append(
                Officer(id=stable_id("officer", f"{code}/{key}"), account_id=account_id, team=team, rank=rank,
                        joined_at=FOUNDED)
            )  # fmt: skip
    Team.objects.bulk_create(teams)
    Officer.objects.bulk_create(officers)
