"""What is decided by hand about Ashmere's services; the rest follows from the catalogue."""

# Who provides a type for the whole borough, where its sector's first body would be the wrong one.
PROVIDERS = {
    "council_housing": "ashmere-homes",
    "libraries": "ashmere-libraries-mutual",
    "household_waste": "greenway-collections",
    "assisted_collections": "greenway-collections",
    "garden_waste": "greenway-collections",
    "business_waste": "greenway-collections",
    "adult_learning": "ashmere-learning-trust",
    "health_visiting": "ashmere-community-health",
    "school_nursing": "ashmere-community-health",
    "healthy_start": "ashmere-community-health",
    "community_nursing": "ashmere-community-health",
    "gp_record": "ashmere-gp-federation",
    "hospital_appointments": "vale-nhs-trust",
    "hospital_discharge": "vale-nhs-trust",
    "patient_transport": "vale-nhs-trust",
    "talking_therapies": "northmoor-mind-trust",
    "mental_health_crisis": "northmoor-mind-trust",
    "organ_donor_register": "vale-nhs-trust",
    "national_benefits": "national-benefits-office",
    "child_benefit": "national-tax-office",
    "child_maintenance": "national-benefits-office",
    "tax_record": "national-tax-office",
    "driving_licences": "national-vehicle-office",
    "passports": "national-records-office",
    "jobcentre": "work-and-skills-office",
    "access_to_work": "work-and-skills-office",
    "housing_association_tenancies": "orchard-housing",
    "tenant_managed_homes": "larkhill-tenants-co-op",
    "new_neighbours": "larkhill-tenants-co-op",
    "employment_support": "ashmere-youth-works",
    "debt_advice": "ashmere-advice",
    "benefits_advice": "ashmere-advice",
    "pension_guidance": "ashmere-advice",
    "immigration_advice": "ashmere-advice",
    "special_needs_advice": "ability-ashmere",
    "co_operative_development": "quayside-makers-co-op",
    "fostering": "northmoor-county-council",
    "housing_advice": "open-door-ashmere",
    "family_law_advice": "ashmere-advice",
    "family_mediation": "faiths-together",
    "food_bank": "faiths-together",
    "bereavement_support": "ashmere-bereavement",
    "carers_centre": "ashmere-carers",
    "childrens_advocacy": "ashmere-youth-works",
    "refugee_support": "new-neighbours",
    "volunteering": "later-years-ashmere",
    "disability_peer_support": "ability-ashmere",
    "home_from_hospital": "later-years-ashmere",
    "infant_feeding_support": "little-steps",
    "credit_union": "ashmere-credit-union",
    "domestic_abuse_support": "safe-harbour",
    "water_supply": "ashmere-water",
    "energy_priority": "vale-power-networks",
    "community_meals": "hearth-home-care",
    "school_record": "ashmere-learning-trust",
}

# Who provides it near to people, where that is not the provider for the whole borough; they take turns.
NEARBY = {
    "gp_record": ("larkhill-surgery", "harbour-street-surgery", "ashmere-gp-federation"),
    "school_record": (
        "larkhill-primary-academy", "fernhill-academy", "quayside-academy", "millbrook-primary-academy",
        "tidewell-academy",
    ),
    "early_education": ("tidewell-nursery-co-op", "millbrook-primary-academy", "larkhill-primary-academy"),
    "food_bank": ("ashmere-food-co-op", "faiths-together"),
    "employment_support": ("brightwork-training", "quayside-makers-co-op", "ability-ashmere", "ashmere-repair-shed"),
    "new_neighbours": ("larkhill-tenants-co-op", "new-neighbours", "faiths-together", "later-years-ashmere"),
    "benefits_advice": ("later-years-ashmere", "ability-ashmere", "ashmere-advice"),
    "debt_advice": ("ashmere-advice", "clear-path", "ashmere-credit-union"),
    "housing_association_tenancies": ("tidewell-homes", "st-brannock-housing", "canal-side-housing"),
    "tenant_managed_homes": ("beacon-estate-tmo", "fernhill-estate-tmo", "ropewalk-tmo"),
}  # fmt: skip

# How a service is run, where the kind of its organisation would not tell.
MODELS = {
    "household_waste": "contracted",
    "garden_waste": "contracted",
    "business_waste": "contracted",
    "assisted_collections": "contracted",
    "community_meals": "contracted",
    "tenant_managed_homes": "tmo",
    "new_neighbours": "neighbourhood_management",
}

# Types that are also provided near to people: how many local services there are besides the borough's own.
LOCAL = {
    "gp_record": 10,
    "childrens_centre": 6,
    "neighbourhood_policing": 5,
    "health_visiting": 4,
    "community_nursing": 4,
    "libraries": 6,
    "food_bank": 4,
    "school_record": 7,
    "early_education": 5,
    "adult_learning": 4,
    "employment_support": 4,
    "debt_advice": 3,
    "benefits_advice": 3,
    "housing_advice": 1,
    "new_neighbours": 5,
    "infant_feeding_support": 4,
}
# Types of which there is more than one provider, each for the whole borough: the person names theirs.
NAMED = {"housing_association_tenancies": 3, "tenant_managed_homes": 3}

# Kinds of organisation that provide a sector's types, the likeliest first.
SECTORS = {
    "council": ("council",),
    "nhs": ("foundation_trust", "nhs"),
    "central_government": ("central_government",),
    "police": ("police",),
    "fire": ("fire",),
    "housing_association": ("housing_association",),
    "tmo": ("tmo",),
    "charity": ("charity",),
    "co_operative": ("co_operative", "mutual"),
    "school": ("academy",),
    "company": ("company",),
}
MODEL_OF_KIND = {
    "council": "public_sector",
    "other_council": "public_sector",
    "nhs": "public_sector",
    "police": "public_sector",
    "fire": "public_sector",
    "central_government": "public_sector",
    "housing_association": "third_sector",
    "charity": "third_sector",
    "tmo": "tmo",
    "almo": "almo",
    "co_operative": "mutual",
    "mutual": "mutual",
    "company": "private",
    "academy": "academy",
    "foundation_trust": "foundation_trust",
}

OUTCOMES = {
    "business": "business_rates business_support business_waste co_operative_development licensing",
    "work": "jobcentre employment_support adult_learning driving_licences tax_record access_to_work child_work_permits",
    "children": (
        "registration_of_births young_carers short_breaks children_social_care school_admissions school_record "
        "special_educational_needs child_maintenance "
        "free_school_meals early_education childrens_centre family_information health_visiting healthy_start "
        "infant_feeding_support child_benefit school_travel school_attendance virtual_school school_uniform_help "
        "special_needs_advice school_nursing fostering leaving_care childrens_advocacy"
    ),
    "communities": (
        "electoral_services libraries new_neighbours neighbourhood_policing fire_safety_visits domestic_abuse_support "
        "family_law_advice family_mediation marriages "
        "refugee_support immigration_advice volunteering food_business_registration "
        "safeguarding_adults registration_of_deaths bereavement_services bereavement_support passports"
    ),
    "health": (
        "adult_social_care carers_assessment direct_payments home_adaptations community_meals telecare gp_record "
        "hospital_appointments community_nursing talking_therapies mental_health_crisis organ_donor_register "
        "carers_centre blue_badge hospital_discharge patient_transport home_from_hospital disability_peer_support"
    ),
    "homes": (
        "parking_permits household_waste assisted_collections garden_waste housing_options housing_register "
        "council_housing private_renting_standards housing_association_tenancies tenant_managed_homes housing_advice "
        "water_supply planning flood_response"
    ),
}
OUTCOME_OF = {kind: outcome for outcome, kinds in OUTCOMES.items() for kind in kinds.split()}
COMMUNITY = {"libraries", "neighbourhood_policing", "household_waste", "new_neighbours", "fire_safety_visits"}
BOTH = {"childrens_centre", "adult_learning", "food_bank", "employment_support", "tenant_managed_homes"}

HOURS = (
    "Monday to Friday, 9am to 5pm",
    "Monday to Friday, 8:30am to 6pm",
    "Monday to Saturday, 10am to 4pm",
    "Tuesday to Saturday, 10am to 6pm",
    "Monday, Wednesday and Friday, 9:30am to 3pm",
)
ROUND_THE_CLOCK = {"mental_health_crisis", "telecare", "domestic_abuse_support"}
COSTS = {
    "garden_waste": "There is a yearly charge. It is lower for people on a low income.",
    "parking_permits": "There is a charge for each permit.",
    "passports": "There is a fee.",
    "driving_licences": "There is a fee for some changes. Telling us is free.",
    "registration_of_deaths": "Registering is free. Each certificate has a small fee.",
    "registration_of_births": "Registering is free. Each certificate has a small fee.",
    "marriages": "There is a fee to give notice, and one for the day.",
    "family_mediation": "The first meeting is free. Ask about help with the cost of more.",
    "bereavement_services": "There are fees. Ask about help if you cannot pay for a funeral.",
    "adult_social_care": "What you pay depends on what you have. Finding out what you need is free.",
    "community_meals": "You pay for each meal.",
    "council_tax": "The bill depends on your home and who lives there.",
    "business_rates": "The bill depends on the building. Many small firms pay nothing.",
    "business_waste": "You pay for each collection. Ask for the price first.",
    "licensing": "There is a fee for most licences.",
    "planning": "A first talk is free. There is a fee to ask for permission.",
    "immigration_advice": "Advice is free. There is a fee for some papers.",
    "water_supply": "You pay for water. The priority list is free.",
    "adult_learning": "Free for people out of work, and for reading, writing and maths.",
    "credit_union": "Saving is free. Loans have interest, and the rate is told beforehand.",
    "council_housing": "Tenants pay rent.",
    "housing_association_tenancies": "Tenants pay rent.",
    "tenant_managed_homes": "Tenants pay rent.",
}

# Kind of place: how many, what they are called after their ward, and who runs them, taking turns.
POINTS = {
    "customer_centre": (3, "Customer Centre", ("ashmere-council",)),
    "gp_surgery": (12, "Surgery", ("ashmere-gp-federation", "larkhill-surgery", "harbour-street-surgery")),
    "childrens_centre": (8, "Children’s Centre", ("ashmere-council", "little-steps")),
    "library": (9, "Library", ("ashmere-libraries-mutual",)),
    "jobs_office": (3, "Jobs and Benefits Office", ("work-and-skills-office", "national-benefits-office")),
    "community_hub": (
        12,
        "Community Hub",
        ("ashmere-food-co-op", "ashmere-advice", "later-years-ashmere", "faiths-together", "ashmere-repair-shed",
         "larkhill-tenants-co-op"),
    ),
    "leisure_centre": (4, "Leisure Centre", ("ashmere-leisure-mutual",)),
    "school": (
        10,
        "School",
        ("fernhill-academy", "quayside-academy", "larkhill-primary-academy", "millbrook-primary-academy",
         "tidewell-academy"),
    ),
    "housing_office": (6, "Housing Office", ("ashmere-homes", "orchard-housing", "larkhill-tenants-co-op",
                                             "beacon-estate-tmo")),
    "police_front_desk": (3, "Police Front Desk", ("ashmere-police",)),
}  # fmt: skip
STREETS = (
    "High Street", "Mill Lane", "Station Road", "Orchard Street", "Church Walk", "Victoria Parade", "Rope Walk",
    "Market Place", "Weavers Row", "Canal Street", "Long Acre", "Foundry Road", "Chapel Hill", "Tanners Yard",
)  # fmt: skip
