"""What Ashmere promises, by the code of the type of service. Made up, and round, so that nobody takes it for real."""

# Where nothing else is said, by the kind of body: what can be expected | what you do for yourself | a year, in pounds.
BY_SECTOR = """
council | You are answered in plain words, by somebody with a name. | Tell us when something changes for you. | 400000
nhs | You are seen by how urgent it is, not by who you are. | Come when you said, or cancel in good time. | 900000
central_government | You are told in writing what was decided, and how to ask again. | Keep your letters. | 0
police | Officers of your area are known by name. | Tell them what you see. | 700000
fire | Somebody comes to your home where the risk is greatest. | Test your alarm once a month. | 200000
housing_association | Repairs are done at the first visit, as a rule. | Say when you are at home. | 300000
tmo | The office is open on five days a week. | Come to the meeting of your estate. | 150000
charity | You are listened to before you are advised. | Bring your papers. | 120000
co_operative | Every member has a vote. | Join, if you would like a say. | 60000
school | Every family is told what the school does for its child. | Come to the two meetings of the year. | 250000
company | The price is known before you order. | Read the label. | 90000
"""

# Code | kind | clock | target | what can be expected | what you do for yourself | a year, in pounds.
# "-": as the kind of body says.
OWN = """
libraries | active | 5 working_days | 90 | There is a library within a mile of nine in ten people, open six days a week, one evening included. | Bring books back in time for the next reader. | 2400000
childrens_centre | active | 5 working_days | 90 | Play and advice on every weekday, no booking needed. | Stay and play with your child. | 1800000
early_education | active | 10 working_days | 95 | There is a place for every child who has a right to one. | Ask for the place a term ahead. | 5200000
employment_support | active | 3 working_days | 90 | One adviser, from the first talk to three months in work. | Come to what you agreed to. | 1100000
adult_learning | active | 5 working_days | 85 | A first course costs nothing where you have little money. | Come to the course. | 950000
housing_options | active | 1 working_day | 95 | Nobody with a right to help sleeps outside tonight. | Come before you lose your home, not after. | 6400000
children_social_care | active | 1 working_day | 98 | Every child is seen by somebody who knows them. | - | 21000000
safeguarding_adults | active | 1 working_day | 98 | Every worry about an adult at risk is looked into. | - | 3100000
domestic_abuse_support | active | 24 hours | 98 | A safe place, or advice at any hour. | - | 800000
debt_advice | active | 5 working_days | 85 | An appointment within a week. | Bring every letter, opened or not. | 420000
adult_social_care | day_to_day | 10 working_days | 90 | One plan, worked out with you. | Say what you can do, and would like to. | 34000000
household_waste | day_to_day | 3 working_days | 95 | Every bin is emptied on its day; a missed one within three. | Put it out by seven, and sort what can be used again. | 7300000
garden_waste | day_to_day | 5 working_days | 90 | Every other week from March to November. | Compost what you can. | 500000
parking_permits | day_to_day | 5 working_days | 95 | A permit within a week. | Keep the papers of your car. | 300000
planning | day_to_day | 10 working_days | 85 | Every decision gives its reasons. | Talk to your neighbours before you build. | 1900000
licensing | day_to_day | 10 working_days | 90 | - | - | 450000
food_bank | community | | | A parcel on the day that you ask. | Tell them what you do not eat. | 60000
new_neighbours | community | | | A neighbour calls within two weeks of your moving in. | Open the door, and call on the next ones. | 15000
volunteering | community | | | Somebody talks with you about what you would like to do. | Give the time that you said you would. | 40000
infant_feeding_support | community | | | A trained neighbour, by phone or at a group. | Ask early. | 30000
"""  # noqa: E501 - a table

# What the next edition would change: code | field | value | why.
NEXT = """
libraries | standard | Every library is open six days a week; evenings at the two largest. | Few people come in the evenings, except there.
libraries | yearly_cost_pence | 215000000 | Evening openings of the small libraries end.
garden_waste | kind | community | No law asks for it. Two groups of neighbours would run it with the money that it costs now.
garden_waste | provides | A grant, and the bins, for the groups that collect. The council collects until one is ready. | The council withdraws over two years.
debt_advice | clock | 3 working_days | Debts grow by the week, and people who wait do not come.
debt_advice | target | 90 | With two more advisers.
parking_permits | clock | 2 working_days | It is done online now.
employment_support | provides | Coaching, training and openings with local employers, and a job for three months where nobody offers one. | Worklessness is the thread through all that we do here.
"""  # noqa: E501 - a table

# What people say about the next edition: code | words | our answer, or nothing yet | whether it changed something |
# who, where somebody of the cast said it.
SAID = """
libraries | I work until six. If my library shuts in the evenings I can never go. | We counted again: your library is one of the two that stay open. We have written their names into the promise. | yes | amara
libraries | The library on the estate is the only warm room for my children in winter. | | |
garden_waste | I am 80 and cannot carry bags to a garden project. | Whoever has an assisted collection keeps it, run by the council. | yes |
debt_advice | Three days is good. Say also that I may bring a friend. | You may, and the advisers are told so. | no | amara
parking_permits | Why must I send my papers every year? | | | amara
"""  # noqa: E501 - a table


# What is done about the gaps of access that the records show: code | what | by whom. "*": all others.
ANSWERS = """
libraries | A mobile library stops there on three evenings a week. | Head of libraries
childrens_centre | A play bus stops there on two mornings a week, until a room is found. | Head of early years
early_education | Two childminders are being trained there; the nursery next to it takes ten children more. | Head of early years
new_neighbours | The organiser looks for three neighbours there first. | Ashmere Council, community team
gp_record | The surgery next to it sees people there on Tuesdays, and home visits come first. | Ashmere Health Partnership
school_record | Children there have their bus paid for. | Head of school places
* | We look for a place there with those who live there. | Head of the co-operative council team
"""  # noqa: E501 - a table


def rows(text: str) -> list[list[str]]:
    """The cells of a table, without the spaces round them."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
