"""Import contracts of our own for import-linter. Contexts are found in the tree, so that a new one is held at once."""

from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.imports import ModuleExpression

# Open to all above them, with file names of their own; every other folder of the package is a context.
LIBRARIES = ("kernel", "foundation")


def contexts(graph: grimp.ImportGraph, root: str) -> list[str]:
    """The contexts' packages, `project` included."""
    libraries = {f"{root}.{name}" for name in LIBRARIES}
    return sorted(child for child in graph.find_children(root) if child not in libraries)


def home(module: str) -> str:
    """The context or library that a module lives in: "coopcouncil.people.views" → "coopcouncil.people"."""
    return ".".join(module.split(".")[:2])


def room(module: str) -> str:
    """The path of a module inside its context: "coopcouncil.people.domain.names" → "domain.names"."""
    return ".".join(module.split(".")[2:])


class Rooms(LayersContract):
    """The same layers inside every context; a file that is no room is reported.

    `otherwise` names the contexts that are built differently.
    """

    type_name = "rooms"
    root = fields.StringField()
    otherwise = fields.ListField(subfield=fields.StringField(), required=False)

    def validate(self) -> None:
        """Containers are found when the graph is at hand, so the parent's check for them waits."""
        own: Any = self  # import-linter puts plain values where the class declares fields
        own.exhaustive = False
        super().validate()

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """The parent's check, over the contexts that exist."""
        own: Any = self
        left_out = {f"{own.root}.{name}" for name in own.otherwise or ()}
        own.exhaustive = True
        own.containers = [ModuleExpression(name) for name in contexts(graph, own.root) if name not in left_out]
        return super().check(graph, verbose)


class Purity(ForbiddenContract):
    """The pure rooms of every context, and `kernel`, reach none of the forbidden modules, even indirectly."""

    type_name = "purity"
    root = fields.StringField()
    pure_rooms = fields.ListField(subfield=fields.StringField())
    source_modules = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """The parent's check, over the pure rooms that exist."""
        own: Any = self
        rooms = [f"{name}.{pure}" for name in contexts(graph, own.root) for pure in own.pure_rooms]
        pure = [f"{own.root}.kernel", *(name for name in rooms if name in graph.modules)]
        own.source_modules = {ModuleExpression(name) for name in pure}
        return super().check(graph, verbose)


class PublicDoors(Contract):
    """A context is entered only by its doors; `kernel` and `foundation` are open.

    Tests may set their scene with any room below their own storey.
    """

    type_name = "public_doors"
    root = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import from one context into another."""
        own: Any = self
        homes = set(contexts(graph, own.root))
        visits = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if home(importer) in homes and "tests" not in importer.split(".")
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if home(imported) in homes and home(imported) != home(importer) and room(imported) not in own.doors
        ]
        return ContractCheck(kept=not visits, metadata={"visits": visits})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import that goes round the doors."""
        for importer, imported in check.metadata["visits"]:
            output.print_error(f"{importer} -> {imported} goes round {home(imported)}.public and .events")
