"""The organisations of Ashmere: every kind, all made up. Columns: code | name | kind | what it is."""

from coopcouncil.people.actions import Body

_LINES = """
ashmere-council | Ashmere Council | council | The council. Whatever public service you need here, it answers for it.
vale-borough-council | Vale Borough Council | other_council | The council next door.
northmoor-county-council | Northmoor County Council | other_council | Runs fostering and main roads together with us.
national-benefits-office | National Benefits Office | central_government | Pays pensions and benefits.
national-tax-office | National Tax Office | central_government | Collects income tax.
national-vehicle-office | National Vehicle Office | central_government | Keeps driving licences and vehicle records.
national-records-office | National Records Office | central_government | Keeps births and deaths; issues passports.
work-and-skills-office | Work and Skills Office | central_government | Runs the job centres.
larkhill-surgery | Larkhill Surgery | nhs | A GP surgery for Larkhill and Millbrook.
ashmere-gp-federation | Ashmere GP Federation | nhs | The borough’s GP surgeries working together.
ashmere-community-health | Ashmere Community Health | nhs | District nurses, health visitors and midwives.
harbour-street-surgery | Harbour Street Surgery | nhs | A GP surgery near the old docks.
vale-nhs-trust | Vale Hospitals Foundation Trust | foundation_trust | Runs the Vale General Hospital and its clinics.
northmoor-mind-trust | Northmoor Minds Foundation Trust | foundation_trust | Help with mental health, for all ages.
ashmere-police | Ashmere Police | police | The police in the borough.
vale-fire-service | Vale Fire and Rescue Service | fire | Fire, rescue and home safety visits.
ashmere-homes | Ashmere Homes | almo | Looks after the council’s homes at arm’s length.
larkhill-tenants-co-op | Larkhill Tenants’ Co-operative | co_operative | 640 homes run by the people who live in them.
ashmere-food-co-op | Ashmere Food Co-operative | co_operative | A shop, a kitchen and a food pantry owned by members.
millbrook-energy-co-op | Millbrook Energy Co-operative | co_operative | Solar roofs, and advice on warm homes.
ashmere-care-co-op | Ashmere Care Co-operative | co_operative | Home care by carers who own the business.
quayside-makers-co-op | Quayside Makers’ Co-operative | co_operative | Workshops, tools and first jobs.
tidewell-nursery-co-op | Tidewell Nursery Co-operative | co_operative | A nursery that parents and staff run together.
ashmere-credit-union | Ashmere Credit Union | mutual | Fair loans and savings for people who live or work here.
vale-friendly-society | Vale Friendly Society | mutual | Funeral plans and savings, owned by its members.
ashmere-leisure-mutual | Ashmere Leisure Mutual | mutual | Pools, gyms and playing fields, owned by staff and users.
ashmere-libraries-mutual | Ashmere Libraries Mutual | mutual | The borough’s libraries, run by their staff and readers.
orchard-housing | Orchard Housing Association | housing_association | 3,200 homes in the east of the borough.
tidewell-homes | Tidewell Homes | housing_association | Homes for families and for older people.
st-brannock-housing | St Brannock Housing Trust | housing_association | Small blocks and supported homes.
canal-side-housing | Canal Side Housing Association | housing_association | Homes along the canal.
beacon-estate-tmo | Beacon Estate Management | tmo | Tenants who manage the Beacon Estate.
fernhill-estate-tmo | Fernhill Estate Management | tmo | Tenants who manage the Fernhill Estate.
ropewalk-tmo | Ropewalk Tenant Management | tmo | Tenants who manage the Ropewalk blocks.
ashmere-carers | Ashmere Carers | charity | Advice, breaks and company for people who look after someone.
ashmere-advice | Ashmere Advice | charity | Free advice on money, debt, homes and rights.
ashmere-bereavement | Ashmere Bereavement Circle | charity | Company and listening after a death.
open-door-ashmere | Open Door Ashmere | charity | A bed tonight and help to find a home.
safe-harbour | Safe Harbour | charity | Shelter from violence at home.
little-steps | Little Steps | charity | Play groups and help for new parents.
later-years-ashmere | Later Years Ashmere | charity | Company and practical help for older people.
new-neighbours | New Neighbours | charity | A welcome, and English classes, for people new here.
ashmere-youth-works | Ashmere Youth Works | charity | Clubs, sport and mentors for young people.
clear-path | Clear Path | charity | Help to stop drinking or using drugs.
ability-ashmere | Ability Ashmere | charity | Run by disabled people, for disabled people.
ashmere-repair-shed | Ashmere Repair Shed | charity | Mend things, learn how, meet people.
faiths-together | Faiths Together Ashmere | charity | A food bank and warm rooms in twelve places of worship.
ashmere-water | Ashmere Water | company | Water and drains.
vale-power-networks | Vale Power Networks | company | The electric wires, and help in a power cut.
ashmere-buses | Ashmere Buses | company | Buses in the borough.
greenway-collections | Greenway Collections | company | Collects rubbish and recycling for the council.
millbrook-funerals | Millbrook Family Funerals | company | A funeral director that offers a plain, fair price.
brightwork-training | Brightwork Training | company | Courses and first jobs in building and care.
hearth-home-care | Hearth Home Care | company | Carers who come to your home.
fernhill-academy | Fernhill Academy | academy | A school for ages 11 to 18.
quayside-academy | Quayside Academy | academy | A school for ages 11 to 16.
larkhill-primary-academy | Larkhill Primary Academy | academy | A school for ages 4 to 11.
millbrook-primary-academy | Millbrook Primary Academy | academy | A school for ages 4 to 11, with a nursery.
tidewell-academy | Tidewell Academy | academy | A school for ages 11 to 18, with a sixth form.
ashmere-learning-trust | Ashmere Learning Trust | academy | Evening and day classes for grown-ups.
"""


def _phone(at: int) -> str:
    """A number of the range 01632 960000 to 960999, which Ofcom keeps for fiction and which never rings."""
    return f"01632 960{at:03d}"


def _bodies() -> tuple[Body, ...]:
    rows = (line.split(" | ") for line in _LINES.strip().splitlines())
    return tuple(
        Body(code=code, name=name, kind=kind, summary=summary, phone=_phone(100 + at))
        for at, (code, name, kind, summary) in enumerate(rows)
    )


BODIES = _bodies()
