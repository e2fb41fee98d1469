"""The roles that people hold in organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Everyone signed in is a resident; these are held besides, each in one organisation and between two dates."""

    FRONT_LINE_OFFICER = "front_line_officer", _("Front-line officer")
    CASE_OWNER = "case_owner", _("Case owner")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    PROVIDER_MANAGER = "provider_manager", _("Provider’s manager")
    WARD_COUNCILLOR = "ward_councillor", _("Ward councillor")
    SCRUTINY_COUNCILLOR = "scrutiny_councillor", _("Scrutiny councillor")
    CABINET_MEMBER = "cabinet_member", _("Cabinet member")
    JOINT_COMMISSIONER = "joint_commissioner", _("Senior joint commissioner")
    ANALYST = "analyst", _("Analyst")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    AUDITOR = "auditor", _("Auditor")
    REVIEW_LEAD = "review_lead", _("Review lead")
    COMMISSION_SECRETARY = "commission_secretary", _("Commission secretary")
    SERVICE_DESIGNER = "service_designer", _("Service designer")
    SAFEGUARDING_OFFICER = "safeguarding_officer", _("Safeguarding officer")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


# Those who work an organisation's inbox of notices.
INBOX_ROLES = (Role.FRONT_LINE_OFFICER, Role.CASE_OWNER, Role.SERVICE_MANAGER, Role.PROVIDER_MANAGER)
