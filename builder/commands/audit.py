"""`plumbline audit`: every claim with its evidence, every check with its measurement.

With `--mutants`, the command also shows which checks notice small changes of the code.
"""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Sequence, Set

from builder.commands import find_atlas
from builder.commands.atlas import line_reader, open_world, require_concepts
from builder.commands.program import show
from builder.effects.world import World
from builder.pipeline import assess_site, settle
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.ledger import COLUMNS, count_by_domain, count_by_source, flatten_row
from builder.records.mutant import Fate
from builder.records.problem import Problems, has_errors
from builder.records.review import QueuedClaim
from builder.report import audit as claims
from builder.report import mutants
from builder.report.mutants import COLUMNS as MUTANT_COLUMNS
from builder.report.mutants import list_mutant_rows
from builder.report.problems import count_problems, format_problems, problem_as_data
from builder.report.progress import show_progress
from builder.report.review import format_queue
from builder.review import rank_claims
from builder.stages import Options
from builder.witness import suggest_rivals

Audited = Sequence[tuple[Concept, Evidence]]
FIRST = 5  # claims of the queue that are shown; `review next` shows the rest


def audit(arguments: Namespace) -> int:
    """Print the evidence of the concepts, of drafts only where they are named.

    Return 1 after an error, or if a claim is in one of the states of `--state`.
    """
    root = find_atlas(arguments.root)
    with show_progress(sys.stderr) as progress, open_world(arguments, root, progress) as world:
        ids = require_concepts(world, arguments.ids)
        options = Options(drafts=bool(ids), only=ids, mutants=arguments.mutants)
        assessed = assess_site(world, options)
        atlas, evidence = assessed.loaded.read_atlas(), assessed.read_all_evidence()
    problems = settle(assessed.loaded.atlas, assessed.problems, options)
    audited = [
        (atlas.concept_by_id[concept], own)
        for concept, own in evidence.items()
        if (not ids or concept in ids) and atlas.concept_by_id[concept].status != "planned"
    ]
    states = frozenset(arguments.state)
    number = 0
    if states:
        number = sum(claims.count_wanted(*row, states) for row in audited)
    if arguments.format == "json":
        _print_json(audited, problems, states)
    elif arguments.format == "csv":
        _print_csv(audited, states, mutants=arguments.mutants)
        show(count_problems(problems), file=sys.stderr)
    else:
        _print_table(audited, states)
        if arguments.mutants:
            _print_mutants(audited)
        if states:
            verb = "claim is" if number == 1 else "claims are"
            show(f"{number} {verb} {' or '.join(sorted(states))}")
        else:
            _print_rest(audited, rank_claims(atlas, assessed.loaded.graph, evidence))
        _print_problems(world, problems)
    return 1 if has_errors(problems) or number else 0


def _print_table(audited: Audited, states: Set[str]) -> None:
    for concept, evidence in audited:
        if not states:
            show(claims.format_audit(concept, evidence))
        elif claims.count_wanted(concept, evidence, states):
            show(claims.format_claims(concept, evidence, states))


def _print_mutants(audited: Audited) -> None:
    """Print how the mutants of each witness fared, and those that no check killed as rivals."""
    for concept, evidence in audited:
        report = evidence.mutants
        if report is not None:
            show(mutants.format_mutants(report))
            survivors = [one.mutant for one in report.results if one.fate is Fate.SURVIVED]
            suggested = list(suggest_rivals(concept, survivors))
            show(mutants.format_claims(concept, report, suggested))
        elif evidence.has_witness:
            holds = evidence.is_checked and all(check.passed for check in evidence.checks)
            show(mutants.format_missing(concept.id, holds=holds))


def _print_rest(audited: Audited, queue: Sequence[QueuedClaim]) -> None:
    """Print the counts of claims by domain and by source, and the claims to review first."""
    concepts = [concept for concept, _ in audited]
    evidence = {concept.id: own for concept, own in audited}
    by_domain = count_by_domain(concepts, evidence)
    by_source = count_by_source(concepts, evidence)
    show(claims.format_tallies("claims by domain", by_domain), end="")
    show(claims.format_tallies("claims by source", by_source), end="")
    shown_ids = {concept.id for concept in concepts}
    show(format_queue([item for item in queue if item.concept in shown_ids], FIRST))


def _print_problems(world: World, problems: Problems) -> None:
    shown = format_problems(problems, line_reader(world.read_tree()), style="text")
    show(shown, end="\n" if shown else "")
    show(count_problems(problems))


def _print_json(audited: Audited, problems: Problems, states: Set[str]) -> None:
    concepts = []
    for concept, evidence in audited:
        report = evidence.mutants
        own = {"mutants": mutants.mutants_as_data(report)} if report is not None else {}
        concepts.append(claims.audit_as_data(concept, evidence, states) | own)
    found = {"concepts": concepts, "problems": [problem_as_data(problem) for problem in problems]}
    show(json.dumps(found, indent=1, ensure_ascii=False))


def _print_csv(audited: Audited, states: Set[str], *, mutants: bool) -> None:
    """Print one table: the mutants with `mutants`, else the claims."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if mutants:
        reports = [own.mutants for _, own in audited if own.mutants is not None]
        writer.writerow(MUTANT_COLUMNS)
        writer.writerows(list_mutant_rows(reports))
        return
    writer.writerow(COLUMNS)
    for concept, evidence in audited:
        writer.writerows(flatten_row(row) for row in claims.list_rows(concept, evidence, states))
