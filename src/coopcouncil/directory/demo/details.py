"""What is decided by hand about the whole records of Ashmere’s services, by the code of their kind."""

# Kinds for whom: audiences | lowest age | highest age | kinds of service.
FOR_WHOM = """
children,parents | | 18 | children_social_care childrens_advocacy school_admissions school_record school_travel school_attendance school_uniform_help free_school_meals special_educational_needs special_needs_advice virtual_school fostering school_nursing child_work_permits
parents | | 5 | childrens_centre early_education health_visiting healthy_start infant_feeding_support
parents | | | family_information child_benefit child_maintenance registration_of_births family_mediation family_law_advice
young_people | 16 | 25 | leaving_care
carers,young_people | 5 | 18 | young_carers
disabled_people,parents | | 18 | short_breaks
carers | 18 | | carers_assessment carers_centre
older_people,disabled_people | 18 | | adult_social_care home_adaptations community_meals telecare direct_payments safeguarding_adults community_nursing home_from_hospital assisted_collections
older_people | 66 | | older_persons_bus_pass pension_guidance
disabled_people | | | blue_badge disabled_persons_bus_pass disability_peer_support access_to_work energy_priority
mental_health | 18 | | talking_therapies mental_health_crisis
bereaved | | | registration_of_deaths bereavement_services bereavement_support
low_income | 16 | | council_tax_reduction housing_benefit discretionary_housing_payment local_welfare debt_advice benefits_advice food_bank national_benefits credit_union
out_of_work | 16 | | jobcentre employment_support
learners | 19 | | adult_learning
homeless | 16 | | housing_options housing_advice housing_register
tenants | 16 | | council_housing housing_association_tenancies tenant_managed_homes private_renting_standards
abuse,women,men | 16 | | domestic_abuse_support
refugees,newcomers | | | refugee_support immigration_advice
newcomers | | | new_neighbours
businesses | | | business_rates business_support business_waste food_business_registration licensing
groups,businesses | | | co_operative_development
"""  # noqa: E501 - a table

# What it costs, in pence: kind of service | what | amount, or nothing where it depends | how it is counted.
PRICES = """
garden_waste | Garden bin | 5500 | a year
garden_waste | Garden bin, with council tax support | 2750 | a year
parking_permits | First car | 9000 | a year
parking_permits | Visitors, ten days | 2500 | a book
registration_of_deaths | Registering | 0 |
registration_of_deaths | Each certificate | 1250 | a copy
registration_of_births | Registering | 0 |
registration_of_births | Each certificate | 1250 | a copy
community_meals | A hot meal | 495 | a meal
community_meals | Tea | 310 | a meal
adult_learning | With no work or little money | 0 |
adult_learning | Everybody else | 350 | an hour
family_mediation | First meeting | 0 |
family_mediation | Each later meeting | 9500 | each of you
immigration_advice | Advice | 0 |
credit_union | Joining | 100 | once
business_waste | A large bin | 1450 | a collection
planning | First talk | 0 |
telecare | Alarm with a pendant | 420 | a week
early_education | The hours to which your child has a right | 0 |
early_education | More hours | 650 | an hour
"""

# Who may ask, where it is not simply whoever needs it: routes | kinds of service.
ROUTES = """
gp professional self | talking_therapies health_visiting community_nursing school_nursing
gp professional | hospital_appointments patient_transport hospital_discharge
professional self | children_social_care safeguarding_adults short_breaks fostering young_carers leaving_care
professional self | virtual_school
anyone self | adult_social_care domestic_abuse_support food_bank carers_centre home_from_hospital telecare
"""

# How long people wait, as a rule, in days; how many places there are; how many are free.
CAPACITY = """
talking_therapies | 28 | |
adult_social_care | 21 | |
home_adaptations | 120 | |
carers_assessment | 30 | |
special_educational_needs | 140 | |
housing_advice | 3 | |
debt_advice | 7 | |
benefits_advice | 5 | |
adult_learning | 14 | 120 | 31
early_education | | 64 | 9
employment_support | 10 | 40 | 12
domestic_abuse_support | 0 | 18 | 2
childrens_centre | | 30 | 6
community_meals | 2 | 300 | 44
short_breaks | 60 | 25 | 1
disability_peer_support | 14 | 24 | 8
"""

# How it was run before: kind of service | model | who ran it | until when | why it is run otherwise now.
BEFORE = """
libraries | public_sector | Ashmere Council | 2014-04-01 | Its staff and users asked to own it together, so that no branch had to close.
household_waste | public_sector | Ashmere Council | 2011-10-01 | Five firms and the council’s own crews offered; this offer was the best for what it cost.
garden_waste | public_sector | Ashmere Council | 2011-10-01 | It went with the other collections.
council_housing | public_sector | Ashmere Council | 2008-07-01 | Tenants voted for a company of their own, with tenants on its board.
tenant_managed_homes | almo | Ashmere Homes | 2016-04-01 | Tenants of the estate voted to run it themselves.
community_meals | public_sector | Ashmere Council | 2012-04-01 | Fewer people ordered, and a firm that cooks for several boroughs could keep it going.
new_neighbours | third_sector | Larkhill Welcome Group | 2019-09-01 | Neighbours and the public bodies of the wards took it on together.
health_visiting | public_sector | Northmoor Primary Care | 2013-04-01 | Community health staff set up a body of their own.
employment_support | public_sector | Ashmere Council | 2013-01-07 | Charities near to people reached those whom an office did not.
adult_learning | public_sector | Ashmere Council | 2015-09-01 | A trust of colleges and schools took it on.
school_record | public_sector | Ashmere Council | 2012-09-01 | Its schools became academies.
"""  # noqa: E501 - a table

# Who decided that it is for a person, for an area or both, and why: kind | who | when | why.
SCOPES = """
libraries | Cabinet | 2024-03-11 | A library belongs to its whole area. Reading groups and the home service are part of that.
neighbourhood_policing | Safer Neighbourhoods Board | 2025-02-03 | What matters most in a street is decided by those who live there.
household_waste | Cabinet | 2024-03-11 | Everybody’s bins are emptied on the same rounds; help for one home is a service of its own.
new_neighbours | Larkhill Neighbourhood Board | 2025-06-16 | It is about how a street lives together.
fire_safety_visits | Fire Authority | 2025-01-20 | Visits follow the risk of an area, not a request.
childrens_centre | Joint Commissioning Board | 2025-05-12 | Sessions are for everybody; help at home is for a family that needs it. The line moved as need did.
adult_learning | Joint Commissioning Board | 2025-05-12 | Courses are planned for an area; a learner who needs it has somebody of their own.
food_bank | Joint Commissioning Board | 2024-11-18 | A parcel is for a person; a kitchen is for a street.
employment_support | Joint Commissioning Board | 2024-11-18 | An adviser is for a person; job fairs are for all.
tenant_managed_homes | Tenants’ general meeting | 2025-09-22 | Repairs are for a home, the grounds for all.
adult_social_care | Joint Commissioning Board | 2025-05-12 | What a person needs is worked out with that person.
"""  # noqa: E501 - a table

# How people take part, by how it is run: way | words.
WAYS = {
    "mutual": (("member", "Join for £1, and vote on what it does next."), ("board", "Elections are every spring.")),
    "tmo": (
        ("member", "Every tenant of the estate has a vote."),
        ("take_over", "Other estates can ask how it is done."),
    ),
    "almo": (("board", "Four of its board are tenants."), ("inspect", "Tenants visit and mark its work.")),
    "third_sector": (("volunteer", "Two hours a week are welcome."), ("users_group", "It meets every other month.")),
    "public_sector": (("say", "Tell us what was good and what was not."), ("co_design", "We plan changes with you.")),
    "contracted": (("say", "What you say counts when the contract is looked at."), ("inspect", "Residents check it.")),
    "neighbourhood_management": (("co_design", "The plan of the year is made in the open."), ("volunteer", "")),
    "foundation_trust": (
        ("member", "Members choose the governors."),
        ("users_group", "Patients’ groups meet monthly."),
    ),
    "academy": (("board", "Parents are elected as governors."), ("say", "Speak to the school first.")),
    "private": (("say", "It must answer within ten working days."),),
}
FUNDING = {
    "council": "Ashmere Council’s budget", "nhs": "The NHS", "central_government": "Central government",
    "police": "The police precept and central government", "fire": "The fire precept and central government",
    "housing_association": "Rents", "tmo": "Rents, and the management allowance", "charity": "Grants and gifts",
    "co_operative": "Members’ shares and what it earns", "school": "Central government, by the number of pupils",
    "company": "Customers",
}  # fmt: skip
# Outcomes that a kind of service serves besides its own; the thread through all is work.
ALSO = {
    "adult_learning": ["communities", "poverty"], "childrens_centre": ["health", "work"], "early_education": ["work"],
    "debt_advice": ["homes", "health"], "libraries": ["work", "children"], "benefits_advice": ["work"],
    "talking_therapies": ["work"], "co_operative_development": ["work"], "housing_options": ["health", "poverty"],
    "domestic_abuse_support": ["homes", "health"], "employment_support": ["poverty", "health"],
    "volunteering": ["work", "health"], "food_bank": ["health"], "jobcentre": ["poverty"],
}  # fmt: skip
BY_PHONE = {"mental_health_crisis", "pension_guidance", "energy_priority", "water_supply"}
ONLINE = {"organ_donor_register", "passports", "tax_record"}
AT_HOME = {"community_nursing", "community_meals", "assisted_collections", "fire_safety_visits", "household_waste",
           "garden_waste", "home_from_hospital", "telecare"}  # fmt: skip
# The council stays accountable for what others run under its duties.
OWNED = {"libraries", "household_waste", "garden_waste", "business_waste", "assisted_collections", "community_meals",
         "council_housing", "tenant_managed_homes", "adult_learning", "early_education", "health_visiting"}  # fmt: skip
LANGUAGES = ("pl", "pt", "so", "ar", "bn", "ur", "es", "ti", "uk", "bfi")
ALL_DAYS = "MO,TU,WE,TH,FR,SA,SU"
TIMES = {
    "Monday to Friday, 9am to 5pm": ("MO,TU,WE,TH,FR", (9, 0), (17, 0)),
    "Monday to Friday, 8:30am to 6pm": ("MO,TU,WE,TH,FR", (8, 30), (18, 0)),
    "Monday to Saturday, 10am to 4pm": ("MO,TU,WE,TH,FR,SA", (10, 0), (16, 0)),
    "Tuesday to Saturday, 10am to 6pm": ("TU,WE,TH,FR,SA", (10, 0), (18, 0)),
    "Monday, Wednesday and Friday, 9:30am to 3pm": ("MO,WE,FR", (9, 30), (15, 0)),
    "Every day, day and night": (ALL_DAYS, (0, 0), (0, 0)),
}
LEGAL = {
    "council": "Local authority", "other_council": "Local authority", "nhs": "NHS body", "police": "Police force",
    "fire": "Fire and rescue authority", "housing_association": "Registered provider of social housing",
    "tmo": "Tenant management organisation", "almo": "Company owned by the council", "co_operative": "Co-operative",
    "mutual": "Community benefit society", "charity": "Registered charity", "company": "Private limited company",
    "academy": "Academy trust", "foundation_trust": "NHS foundation trust",
    "central_government": "Government department",
}  # fmt: skip


def rows(table: str) -> list[list[str]]:
    """The lines of a table, each cut into its cells."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def by_kind(table: str) -> dict[str, list[list[str]]]:
    """The lines of a table by the kind of service in their first cell."""
    found: dict[str, list[list[str]]] = {}
    for code, *cells in rows(table):
        found.setdefault(code, []).append(cells)
    return found


def of_last_cell(table: str) -> dict[str, list[str]]:
    """For a table whose last cell lists kinds of service: the other cells, by kind."""
    return {code: cells for *cells, codes in rows(table) for code in codes.split()}
