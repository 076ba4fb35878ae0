"""`builder audit`: every claim with what backs it, every check with what it measured, and what mutants say of the checks."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence

from builder.commands.atlas import find_atlas, line_reader, open_world, require_concepts
from builder.effects.world import World
from builder.pipeline import Options, build_site, plan_witnesses, run_mutants
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.mutant import MutantReport
from builder.records.problem import Problems, has_errors
from builder.report import audit as claims
from builder.report import mutants
from builder.report.problems import count_problems, format_problems, problem_as_data
from builder.report.progress import show_progress

Audited = Sequence[tuple[Concept, Evidence]]
Reports = Mapping[str, MutantReport]  # by concept; empty where none were asked for


def audit(arguments: Namespace) -> int:
    """Prints what the build knows of the concepts; drafts that are named are audited too."""
    root = find_atlas(arguments.root)
    with show_progress("witnesses", sys.stderr) as progress, open_world(arguments, root, progress) as world:
        ids = require_concepts(world, arguments.ids)
        options = Options(drafts=bool(ids), only=ids)
        built = build_site(world, options)
        plans = plan_witnesses(world, built.loaded, options) if arguments.mutants else ()
        reports = {report.concept: report for report in run_mutants(world, built.loaded, plans)}
    concepts = [built.loaded.atlas.concept_by_id[id] for id in built.evidence if not ids or id in ids]
    audited = [(concept, built.evidence[concept.id]) for concept in concepts if concept.status != "planned"]
    if arguments.format == "json":
        _print_json(audited, reports, built.problems)
    elif arguments.format == "csv":
        _print_csv(audited, reports if arguments.mutants else None)
        print(count_problems(built.problems), file=sys.stderr)
    else:
        _print_table(audited, reports)
        _print_problems(world, built.problems)
    return 1 if has_errors(built.problems) else 0


def _print_table(audited: Audited, reports: Reports) -> None:
    for concept, evidence in audited:
        print(claims.format_audit(concept, evidence))
    for report in reports.values():
        print(mutants.format_mutants(report))


def _print_problems(world: World, problems: Problems) -> None:
    shown = format_problems(problems, line_reader(world.read_tree()), style="text")
    print(shown, end="\n" if shown else "")
    print(count_problems(problems))


def _print_json(audited: Audited, reports: Reports, problems: Problems) -> None:
    concepts = []
    for concept, evidence in audited:
        report = reports.get(concept.id)
        own = {"mutants": mutants.mutants_as_data(report)} if report is not None else {}
        concepts.append(claims.audit_as_data(concept, evidence) | own)
    found = {"concepts": concepts, "problems": [problem_as_data(problem) for problem in problems]}
    print(json.dumps(found, indent=1, ensure_ascii=False))


def _print_csv(audited: Audited, reports: Reports | None) -> None:
    """One table: the claims, or the mutants where these were asked for."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if reports is not None:
        writer.writerow(mutants.COLUMNS)
        writer.writerows(mutants.list_mutant_rows(reports.values()))
        return
    writer.writerow(claims.COLUMNS)
    for concept, evidence in audited:
        writer.writerows(claims.list_claim_rows(concept, evidence))
