"""The world outside, as the project sees it: the home, the embedded database, the processes of `coopcouncil run`."""
