"""Pages of reviews: appraisals and unit costs."""

from coopcouncil.reviews.views.appraisals import appraisal, appraisals, file, sums
from coopcouncil.reviews.views.publishing import publish, withdraw
from coopcouncil.reviews.views.trying import try_case
from coopcouncil.reviews.views.unit_costs import unit_cost, unit_costs

__all__ = ["appraisal", "appraisals", "file", "publish", "sums", "try_case", "unit_cost", "unit_costs", "withdraw"]
