"""Who may do what in sharing: one named predicate a line, in one file a subject."""

from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.contributions import Read
from coopcouncil.sharing.permissions import delivering, governing, notices, telling
from coopcouncil.sharing.permissions.governing import handles_requests

__all__ = ["READS", "delivering", "governing", "handles_requests", "notices", "telling"]

# How personal data is read here, as the person concerned is told.
READS = (
    Read("sharing.joined_record_read", _("What we know about you"), _("From another record that was joined with it.")),
    Read("sharing.notice_read", _("A notice about what you told us"), _("It was sent to them so that they can act.")),
    Read("sharing.inbox_read", _("The title of what you told us, in a list"), _("To see what was sent to them.")),
    Read("sharing.deliveries_read", _("The title of what you told us, in a list"), _("To see that it arrived.")),
    Read("sharing.document_read", _("A file that you gave"), _("It came with a notice to them.")),
    Read("sharing.help_read", _("A question that an officer asked for you"), _("An officer helped you, and asked.")),
    Read("sharing.looked_up_by_reference", _("Which services you told"), _("To put a wrong report right.")),
    Read("sharing.sent_read", _("How far your notices are"), _("Their software sent it for you.")),
    Read("sharing.requests_read", _("Your name, in a list"), _("To see which requests about data are due.")),
    Read("sharing.request_read", _("What you asked about your data"), _("To answer it.")),
    Read("sharing.data_downloaded", _("The copy of everything we hold"), _("They asked for you, by a power.")),
    Read("sharing.opened_in_need", _("What we hold about you"),
         _("They needed it at once, outside their own work, and said why. Somebody else checks that.")),
    Read("sharing.restricted_read", _("What a law keeps of you after you were erased"), _("For one of the reasons that "
         "the law allows.")),
    Read("sharing.need_reviewed", _("Why somebody opened what we hold"), _("To check that they were right.")),
)  # fmt: skip
