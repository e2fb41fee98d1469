"""What kind of body a provider is, in plain words."""

from types import MappingProxyType

from coopcouncil.kernel.words import Said

# By the kinds of organisations that people know (`people.public`).
EXPLAINED = MappingProxyType(
    {
        "council": Said("You elect it. It answers for every promise here, whoever keeps it."),
        "other_council": Said("People of another area elect it."),
        "nhs": Said("A public body of the National Health Service."),
        "police": Said("A public body. People elect whoever sets its goals."),
        "fire": Said("A public body that prevents and fights fires, and rescues people."),
        "housing_association": Said("It lets homes at rents that people can pay. Nobody takes a profit out of it."),
        "tmo": Said("Tenants of an estate run it, and choose who leads it."),
        "almo": Said("A company that the council owns. It looks after the council’s homes."),
        "co_operative": Said("Its members own it, and each has one vote."),
        "mutual": Said("The people who work in it or use it own it."),
        "charity": Said("It works for the good of others. Nobody takes a profit out of it."),
        "company": Said("A business with owners."),
        "academy": Said("A school that the government pays, and a trust runs."),
        "foundation_trust": Said("A body of the National Health Service. Its members choose its governors."),
        "central_government": Said("A part of the government of the whole country."),
    }
)
