"""The steady cast: ten people whom every test, tutorial and demonstration shares."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.roles import Role
from coopcouncil.people.actions import Person, Post, stable_id
from coopcouncil.people.models import Membership

FOUNDED_ON = date(2010, 4, 1)
ADMINISTRATOR = "jo@ashmere.example"


@dataclass(frozen=True)
class CastMember:
    """`tries` are two things to try as this person; `starts_at` is the page to begin on."""

    key: str
    name: str
    organisation: str
    role: Role | None
    who: str | Promise
    tries: tuple[str | Promise, str | Promise]
    starts_at: str
    also: tuple[Role, ...] = ()  # what they do besides, in the same organisation

    @property
    def email(self) -> str:
        return f"{self.key}@ashmere.example"

    @property
    def account_id(self) -> UUID:
        return stable_id("account", self.email)

    def person(self) -> Person:
        lives = Membership.Ground.LIVES.value
        return Person(self.email, self.name, (lives,), () if self.key == "bilal" else (lives,), self.key == "amara")

    def posts(self) -> list[Post]:
        if self.role is None:
            return []
        # Nobody appoints themself: the first administrator is appointed by the operator.
        by = "" if self.email == ADMINISTRATOR else ADMINISTRATOR
        return [Post(self.email, self.organisation, role.value, by) for role in (self.role, *self.also)]


_COUNCIL = "ashmere-council"
CAST: tuple[CastMember, ...] = (
    CastMember(
        "amara", "Amara Adeyemi", _COUNCIL, None, _("A resident. Her father has just died."),
        (_("Tell everyone about a death in one go."), _("Then watch each service answer under your notices.")),
        "/life-events/",
    ),
    CastMember(
        "bilal", "Bilal Hussain", _COUNCIL, None, _("A resident. He does not know Amara."),
        (_("Say why you belong to the borough."), _("Try to open one of Amara’s notices: you cannot.")),
        "/account/",
    ),
    CastMember(
        "carys", "Carys Morgan", _COUNCIL, Role.CASE_OWNER, _("A case owner at the council."),
        (_("Answer the notices that came to the council."), _("Approve a life event that Ines has written.")),
        "/desk/",
        (Role.SERVICE_DESIGNER, Role.SAFEGUARDING_OFFICER),
    ),
    CastMember(
        "dev", "Dev Patel", "larkhill-surgery", Role.FRONT_LINE_OFFICER, _("On the front desk of a GP surgery."),
        (_("See the notices that the surgery was sent, and nothing more."), _("Mark one as done.")),
        "/desk/",
    ),
    CastMember(
        "esi", "Esi Mensah", "larkhill-tenants-co-op", Role.PROVIDER_MANAGER,
        _("Manager of a co-operative run by tenants."),
        (_("See what the co-operative provides."), _("Accept a notice, or refuse it and say why.")),
        "/desk/",
    ),
    CastMember(
        "femi", "Femi Okafor", _COUNCIL, Role.SCRUTINY_COUNCILLOR, _("A councillor who asks hard questions."),
        (_("Look at who provides what."), _("See that a resident’s notices are closed to you.")),
        "/directory/",
    ),
    CastMember(
        "grace", "Grace Lindqvist", _COUNCIL, Role.JOINT_COMMISSIONER,
        _("Chooses services together with the NHS and the police."),
        (_("Compare the services of many organisations."), _("Take the whole list away as a file.")),
        "/directory/",
    ),
    CastMember(
        "hari", "Hari Nair", _COUNCIL, Role.FINANCE_OFFICER, _("Looks after the council’s money."),
        (_("See how the year’s budgets stand."), _("Post a payment: above your limit, Pia must look at it.")),
        "/ledger/",
    ),
    CastMember(
        "ines", "Ines Ferreira", _COUNCIL, Role.ANALYST, _("Studies what the borough needs."),
        (_("Look at the wards on the map and in a table."), _("Write the next version of a life event.")),
        "/directory/",
        (Role.SERVICE_DESIGNER,),
    ),
    CastMember(
        "jo", "Jo Whitfield", _COUNCIL, Role.ADMINISTRATOR, _("Keeps the site’s organisations and roles in order."),
        (_("Add an organisation."), _("Give somebody a role in it. You cannot give one to yourself.")),
        "/admin-desk/organisations/",
    ),
)  # fmt: skip
# Who is there besides, in the demo borough only.
STAFF: tuple[CastMember, ...] = (
    CastMember(
        "nia", "Nia Rees", _COUNCIL, Role.DATA_PROTECTION_OFFICER, _("Advises the council on people’s data."),
        (_("Give advice on an impact assessment."), _("See what waits for a sharing agreement.")),
        "/agreements/",
    ),
    CastMember(
        "sam", "Sam Ilves", _COUNCIL, Role.CASE_OWNER, _("Owns residents’ problems with their homes."),
        (_("See what is due first."), _("Hand a case over, and say why.")),
        "/cases/",
    ),
    CastMember(
        "mei", "Mei Tanaka", _COUNCIL, Role.SERVICE_MANAGER, _("Manages the officers who own residents’ problems."),
        (_("See which broken promises came up to you."), _("Mark somebody as away: colleagues take their cases.")),
        "/cases/came-up/",
    ),
    CastMember(
        "ruth", "Ruth Castell", _COUNCIL, Role.SERVICE_MANAGER, _("Head of service. She hears what stays broken."),
        (_("See how much each team has to do."), _("Open a case that came up to you.")),
        "/teams/",
    ),
    CastMember(
        "abena", "Abena Castellanos", _COUNCIL, Role.WARD_COUNCILLOR, _("Councillor for Larkhill."),
        (_("Ask for somebody of your ward, and follow it."), _("See what the ward’s problems have in common.")),
        "/enquiries/",
    ),
    CastMember(
        "rafi", "Rafi Ahmadi", _COUNCIL, Role.WARD_COUNCILLOR, _("Councillor for Saltgate."),
        (_("Ask for somebody of your ward, and follow it."), _("See that Larkhill’s enquiries are closed to you.")),
        "/enquiries/",
    ),
    CastMember(
        "otto", "Otto Marsh", "vale-nhs-trust", Role.FINANCE_OFFICER, _("Looks after the hospital’s money."),
        (_("Look at the hospital’s budgets."), _("See that the council’s book is closed to you.")),
        "/ledger/",
    ),
    CastMember(
        "pia", "Pia Sørensen", _COUNCIL, Role.FINANCE_OFFICER, _("The second person who checks what Hari posts."),
        (_("Approve what Hari proposed, or refuse it."), _("Match a line of the bank’s statement.")),
        "/ledger/",
    ),
    CastMember(
        "quentin", "Quentin Ashby", _COUNCIL, Role.AUDITOR, _("Audits the books of every organisation."),
        (_("Look into any book. You cannot change one."), _("Follow a pound from where it came to where it went.")),
        "/ledger/",
    ),
)  # fmt: skip
# Who owns cases besides. They are in lists, and nobody signs in as them.
COLLEAGUES: tuple[CastMember, ...] = tuple(
    CastMember(key, name, _COUNCIL, Role.CASE_OWNER, "", ("", ""), "/cases/")
    for key, name in (
        ("olu", "Olu Bankole"), ("priya", "Priya Menon"), ("tom", "Tom Hartley"), ("lena", "Lena Brandt"),
        ("kit", "Kit Penrose"), ("zara", "Zara Qureshi"), ("ivor", "Ivor Lewin"), ("nell", "Nell Arden"),
    )
)  # fmt: skip
BY_KEY = {member.key: member for member in (*CAST, *STAFF)}
