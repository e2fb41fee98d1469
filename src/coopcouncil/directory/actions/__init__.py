"""What changes in the directory: one verb each, in one transaction, audited."""

from coopcouncil.directory.actions.services import Changes, add_service, assure_service, edit_service

__all__ = ["Changes", "add_service", "assure_service", "edit_service"]
