"""One concept from its own files: what `builder run` needs for its first verdict, and with it neither the atlas nor most of the builder."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from builder.load import load_atlas
from builder.records.atlas import Atlas, Config, Tree
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.hollow import make_hollow
from builder.records.memory import Memory
from builder.records.outline import Outline
from builder.records.problem import Problems
from builder.records.request import Conditions, Plan
from builder.witness import outline_witness, plan_witness

PLAN = Codec[Plan](Plan)
Packages = tuple[tuple[str, str], ...]  # (name, version)


class Inputs(Protocol):
    """The part of the world that a plan depends on."""

    memory: Memory  # of the build before this one, where there was one

    def read_tree(self) -> Tree:
        """The author's files."""

    def list_packages(self, modules: Sequence[str]) -> Packages:
        """What runs the witnesses: Python, the packages that bring the modules they may import, and the engine, with versions."""

    def digest_files(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """(file name, SHA-256 of its bytes) for each path."""


def plan_alone(inputs: Inputs, id: str) -> tuple[Outline, Plan] | None:
    """The outline and the plan of one concept, read from its own files alone; `None` where these hold no witness that can be run.

    Nothing that the rest of the atlas says changes its runs, and reading the rest would make its author wait.
    """
    atlas, _ = load_alone(inputs.read_tree(), id)
    concept = atlas.concept_by_id.get(id)
    if concept is None:
        return None
    outline, _ = outline_witness(concept, atlas.config)
    plan = plan_concept(
        inputs,
        concept,
        outline,
        atlas.config,
        Conditions(inputs.list_packages(atlas.config.allow_imports)),
    )
    return (outline, plan) if plan.requests else None


def load_alone(tree: Tree, id: str, memory: Memory | None = None) -> tuple[Atlas, Problems]:
    """The atlas as if the concept were all that there is in it."""
    homes = ("pyproject.toml", f"concepts/{id.partition('/')[0]}/domain.yaml", f"concepts/{id}/")
    return load_atlas(
        replace(tree, paths=tuple(path for path in tree.paths if path.startswith(homes))), memory
    )


def plan_concept(
    inputs: Inputs, concept: Concept, outline: Outline, config: Config, conditions: Conditions
) -> Plan:
    """The jobs of one concept, worked out when they are asked for; kept, since to work them out takes the whole concept."""
    digests = inputs.digest_files([f"{concept.folder}/{name}" for name in concept.files])
    known_by = (concept, outline, config, conditions, *(part for pair in digests for part in pair))
    plan = partial(plan_witness, concept, outline, config, conditions, digests)
    recall = partial(inputs.memory.recall, "plan", known_by, plan, PLAN)
    return inputs.memory.recall(
        "hollow plan", known_by, lambda: make_hollow(Plan, {"concept": concept.id}, recall)
    )
