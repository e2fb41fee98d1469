"""`coopcouncil cases …` and `coopcouncil casework …`: cases of others in and out; whose a reported problem may be."""

from coopcouncil.casework.cli import cases, reports

groups = (cases.group, reports.group)
