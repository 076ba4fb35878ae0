"""Writes mutants as rivals: the smallest part of the witness that stands once, before and after."""

import ast
from collections.abc import Iterable, Iterator

from builder.records.concept import Concept, Rival
from builder.records.mutant import Mutant, SuggestedRival
from builder.records.place import Place, Ref
from builder.records.run import Cell
from builder.records.text import make_bare_text
from builder.witness.code_offsets import CodeOffsets
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.rivals import find_rival_cell


def suggest_rivals(concept: Concept, mutants: Iterable[Mutant]) -> Iterator[SuggestedRival]:
    """Yield each mutant that can be written as a rival of one line."""
    fences = concept.content.fences if concept.content is not None else ()
    parsed = [parse_fence(fence) for fence in fences if fence.kind == "witness"]
    sound = [one for one in parsed if isinstance(one, ParsedFence)]
    for mutant in mutants:
        fence = next(one for one in sound if one.fence.index == mutant.cell)
        pairs = _list_parts(fence, mutant)
        found = ((before, after) for before, after in pairs if _stands_once(before, after, sound))
        pair = next(found, None)
        if pair is not None:
            yield SuggestedRival(mutant, *pair)


def _list_parts(parsed: ParsedFence, mutant: Mutant) -> Iterator[tuple[str, str]]:
    """Yield the parts of the fence that hold the mutant, smallest first, before and after."""
    offsets = CodeOffsets(parsed)
    start = offsets.starts[mutant.line - 1] + mutant.place.column - parsed.fence.place.column
    stop = start + len(mutant.before)
    holding = []
    for node in parsed.nodes:
        if isinstance(node, ast.expr | ast.stmt):
            first, last = offsets.start_of(node), offsets.end_of(node)
            if first <= start and stop <= last:
                holding.append((last - first, first, last))
    for _, first, last in sorted(holding):
        before = offsets.code[first:last]
        after = before[: start - first] + mutant.after + before[stop - first :]
        texts = [_fold(text) for text in (before, after)]
        if all("\n" not in text for text in texts):
            yield texts[0], texts[1]


def _fold(text: str) -> str:
    """Return the code on one line if Python can write it so."""
    try:
        return ast.unparse(ast.parse(text.strip(), mode="eval"))
    except SyntaxError:
        return text.strip()


def _stands_once(before: str, after: str, fences: list[ParsedFence]) -> bool:
    place = Place("")
    rival = Rival(
        place=place,
        id="it",
        replace=before,
        instead=after,
        refuted_by=(Ref("it", place),),
        because=make_bare_text("", place),
    )
    return isinstance(find_rival_cell(rival, fences), Cell)
