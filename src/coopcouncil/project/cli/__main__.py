"""`python -m coopcouncil.project.cli`: the command line, for processes of our own."""

from coopcouncil.project.cli import main

main()
