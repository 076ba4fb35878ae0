"""The plan of one concept from its own files.

`plumbline run` needs neither the atlas nor most of the builder.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from builder.load import load_atlas
from builder.records.atlas import Atlas, Config, Tree
from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.records.problem import Problems
from builder.records.request import Conditions, Plan
from builder.witness import outline_witness, plan_witness

Packages = tuple[tuple[str, str], ...]  # (name, version)


class Inputs(Protocol):
    """The part of the world that a plan depends on."""

    def read_tree(self) -> Tree:
        """Return the author's files."""

    def list_packages(self, modules: Sequence[str]) -> Packages:
        """Return what runs the witnesses.

        Python, the packages of the modules, and the engine, with versions.
        """

    def digest_files(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return (file name, SHA-256 of its bytes) for each path."""


def plan_alone(inputs: Inputs, concept_id: str) -> tuple[Outline, Plan] | None:
    """Return the outline and the plan of one concept, read from its own files.

    `None` without a witness that can be run.
    """
    atlas, _ = load_alone(inputs.read_tree(), concept_id)
    concept = atlas.concept_by_id.get(concept_id)
    if concept is None:
        return None
    outline, _ = outline_witness(concept, atlas.config)
    conditions = Conditions(inputs.list_packages(atlas.config.allow_imports))
    plan = plan_concept(inputs, concept, outline, atlas.config, conditions)
    return (outline, plan) if plan.requests else None


def load_alone(tree: Tree, concept_id: str) -> tuple[Atlas[Concept], Problems]:
    """Return the atlas as if the concept were the only one in it."""
    domain = concept_id.partition("/")[0]
    homes = ("pyproject.toml", f"concepts/{domain}/domain.yaml", f"concepts/{concept_id}/")
    return load_atlas(
        replace(tree, paths=tuple(path for path in tree.paths if path.startswith(homes)))
    )


def plan_concept(
    inputs: Inputs, concept: Concept, outline: Outline, config: Config, conditions: Conditions
) -> Plan:
    """Return the jobs of one concept."""
    digests = inputs.digest_files([f"{concept.folder}/{name}" for name in concept.files])
    return plan_witness(concept, outline, config, conditions, digests)
