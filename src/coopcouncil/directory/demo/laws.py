"""The law behind Ashmere’s services: real Acts and sections, and what each asks at the least, in our words.

Each leads to its section at legislation.gov.uk, which counts. Ours is an example for a made-up borough of England, not
in London (there travel concessions and refuges are under other sections or authorities), and no advice.
"""

# kind of service | duty or power | Act | where legislation.gov.uk has it | section | what it must be, at the least
LAWS = """
adult_social_care | duty | Care Act 2014 | 2014/23 | 9 | Anybody who seems to need care is assessed, whatever money they have.
adult_social_care | duty | Care Act 2014 | 2014/23 | 18 | Needs that are great enough are met.
carers_assessment | duty | Care Act 2014 | 2014/23 | 10 | A carer who seems to need support is assessed.
direct_payments | duty | Care Act 2014 | 2014/23 | 31 | Who asks for money in place of a service, and can manage it, gets it.
safeguarding_adults | duty | Care Act 2014 | 2014/23 | 42 | Where an adult with care needs may be abused, somebody finds out.
young_carers | duty | Children Act 1989 | 1989/41 | 17ZA | A young carer who seems to need support is assessed.
short_breaks | duty | Children Act 1989 | 1989/41 | Schedule 2, paragraph 6 | Those who care for a disabled child can have breaks.
children_social_care | duty | Children Act 1989 | 1989/41 | 17 | Children in need are kept safe and helped, in their families where that can be.
fostering | duty | Children Act 1989 | 1989/41 | 22G | There are enough homes nearby for children whom the council looks after.
leaving_care | duty | Children Act 1989 | 1989/41 | 23C | Somebody stays in touch with each young person who has left care, with a plan.
virtual_school | duty | Children Act 1989 | 1989/41 | 22 | The schooling of children whom the council looks after is furthered.
family_information | duty | Childcare Act 2006 | 2006/21 | 12 | Parents can find out about childcare and what helps them.
early_education | duty | Childcare Act 2006 | 2006/21 | 7 | There are free places for young children whose age gives them one.
childrens_centre | duty | Childcare Act 2006 | 2006/21 | 5A | There are enough children’s centres for what local families need.
libraries | duty | Public Libraries and Museums Act 1964 | 1964/75 | 7 | The libraries are complete and well run, for all who want to use them.
housing_options | duty | Housing Act 1996 | 1996/52 | 179 | Advice on homelessness is free, for anybody in the district.
housing_options | duty | Housing Act 1996 | 1996/52 | 189B | Who is homeless and has a right to help is helped to find a home.
housing_register | duty | Housing Act 1996 | 1996/52 | 166A | There is a published scheme for who comes first, and it is followed.
home_adaptations | duty | Housing Grants, Construction and Regeneration Act 1996 | 1996/53 | 23 | Who qualifies gets a grant for what their home needs.
private_renting_standards | duty | Housing Act 2004 | 2004/34 | 5 | Where a home is seriously dangerous, the council acts.
council_housing | power | Housing Act 1985 | 1985/68 | 9 | The council may have homes.
tenant_managed_homes | power | Housing Act 1985 | 1985/68 | 27 | The council may hand the running of its homes to somebody else.
household_waste | duty | Environmental Protection Act 1990 | 1990/43 | 45 | Household waste is collected, as a rule without a charge.
business_waste | duty | Environmental Protection Act 1990 | 1990/43 | 45 | Who asks has their business waste collected; there may be a charge.
flood_response | duty | Flood and Water Management Act 2010 | 2010/29 | 19 | Floods are looked into, and what was found is published.
registration_of_births | duty | Births and Deaths Registration Act 1953 | Eliz2/1-2/20 | 1 | Every birth is registered.
registration_of_deaths | duty | Births and Deaths Registration Act 1953 | Eliz2/1-2/20 | 15 | Every death is registered.
bereavement_services | power | Local Government Act 1972 | 1972/70 | 214 | The council may have cemeteries and crematoria.
electoral_services | duty | Representation of the People Act 1983 | 1983/2 | 9 | There is a register of all who may vote.
council_tax | duty | Local Government Finance Act 1992 | 1992/14 | 1 | Council tax is set and collected.
council_tax_reduction | duty | Local Government Finance Act 1992 | 1992/14 | 13A | There is a scheme that lowers the bill of people in need.
housing_benefit | duty | Social Security Administration Act 1992 | 1992/5 | 134 | Housing benefit is paid to those who have a right to it.
discretionary_housing_payment | power | Child Support, Pensions and Social Security Act 2000 | 2000/19 | 69 | The council may help with rent beyond benefits.
local_welfare | power | Localism Act 2011 | 2011/20 | 1 | The council may do what people may do, such as help in a crisis.
blue_badge | duty | Chronically Sick and Disabled Persons Act 1970 | 1970/44 | 21 | Who qualifies gets a badge.
older_persons_bus_pass | duty | Transport Act 2000 | 2000/38 | 145A | Who is old enough travels free on local buses at the hours that the law names.
disabled_persons_bus_pass | duty | Transport Act 2000 | 2000/38 | 145A | Disabled people travel free on local buses at the hours that the law names.
school_admissions | duty | School Standards and Framework Act 1998 | 1998/31 | 86 | Parents can say which school they would like, and why.
school_travel | duty | Education Act 1996 | 1996/56 | 508B | Children who qualify get to school free of charge.
school_attendance | duty | Education Act 1996 | 1996/56 | 437 | Where a child seems to get no schooling, the parents are asked to show that it does.
free_school_meals | duty | Education Act 1996 | 1996/56 | 512ZB | Children who qualify get a meal free of charge.
special_educational_needs | duty | Children and Families Act 2014 | 2014/6 | 36 | Who asks for an assessment gets an answer, and it is done where it may be needed.
special_educational_needs | duty | Children and Families Act 2014 | 2014/6 | 42 | What the plan says of schooling is there.
child_work_permits | duty | Children and Young Persons Act 1963 | 1963/37 | 37 | A child who performs has a licence.
planning | duty | Town and Country Planning Act 1990 | 1990/8 | 70 | Each application is decided by the plan and by whatever else matters.
licensing | duty | Licensing Act 2003 | 2003/17 | 4 | Licences are given with an eye to crime, safety, nuisance and children.
domestic_abuse_support | duty | Domestic Abuse Act 2021 | 2021/17 | 57 | The need for safe places is assessed, and a plan for them published.
neighbourhood_policing | duty | Police Reform and Social Responsibility Act 2011 | 2011/13 | 34 | People of each neighbourhood hear from the police, are heard, and can meet them.
fire_safety_visits | duty | Fire and Rescue Services Act 2004 | 2004/21 | 6 | People are told how to keep fires from starting, and how to get out.
"""  # noqa: E501 - a table


def laws() -> dict[str, list[dict[str, str]]]:
    """The statutory bases of each kind of service, as the model has them."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in LAWS.strip().splitlines():
        code, kind, act, place, section, minimum = (word.strip() for word in line.split("|"))
        scheduled = section.startswith("Schedule")
        path = section.lower().replace(", ", "/").replace(" ", "/") if scheduled else f"section/{section}"
        found.setdefault(code, []).append(
            {
                "kind": kind,
                "instrument": act,
                "section": section if scheduled else f"section {section}",
                "minimum": minimum,
                "source_url": f"https://www.legislation.gov.uk/ukpga/{place}/{path}",
            }
        )
    return found
