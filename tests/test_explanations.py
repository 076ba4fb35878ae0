"""Every problem code is explained, every explanation is of a code, and every rule stands in the table under its code."""

import re
from pathlib import Path

from builder.check.rules import ATLAS_RULES, EVIDENCE_RULES, HTML_RULES, NAME_RULES, PAGE_RULES
from builder.check.source_registry import REGISTRY_RULES
from builder.report.explain import format_explanation, read_explanations

BUILDER = Path(__file__).parents[1] / "builder"
BROKEN = Path(__file__).parent / "broken"
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')


def strings_of_the_source() -> set[str]:
    return {
        code for path in BUILDER.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))
    }


def test_every_rule_is_explained_and_says_its_code_first() -> None:
    for code, rule in (
        *ATLAS_RULES,
        *NAME_RULES,
        *PAGE_RULES,
        *REGISTRY_RULES,
        *EVIDENCE_RULES,
        *HTML_RULES,
    ):
        assert code in read_explanations()
        assert (rule.__doc__ or "").startswith(f"`{code}`:")


def test_every_explanation_is_of_a_code_that_the_source_uses() -> None:
    assert set(read_explanations()) - strings_of_the_source() == set()


def test_every_explanation_has_two_different_examples() -> None:
    for explanation in read_explanations().values():
        assert explanation.says
        assert explanation.broken != explanation.mended
        assert explanation.code in format_explanation(explanation)
