"""A made-up atlas with exercises, written to disk and built: of every kind, with and without hints, with and without a claim."""

from pathlib import Path

from tests.conftest import build_files
from tests.field import CONTENT, OWED

LIVE = "<img src=x onerror=alert(1)>"  # what must stand as text wherever it is shown
CLAIM = "Six and seven make thirteen."
LIFT, PRESS, BENCH = "gym/lift", "gym/press", "gym/bench"
EXERCISES = (
    f"{LIFT}#sum",
    f"{LIFT}#one-hint",
    f"{LIFT}#no-hint",
    f"{PRESS}#bare",
)  # in reading order

DOMAIN = "title: Gym\nsummary: Made up.\norder: 1\n"
RECORDS = {
    LIFT: f"""title: Lift
summary: Made up.
status: review
claims:
  - {{id: said, text: '{{claim}}', caveat: It is made up., kind: definition, stipulated: true}}
practice:
  - id: sum
    kind: derive
    prompt: 'What do six and seven make? `{LIVE}`'
    hints: ['Begin at six.', 'Count on.', 'Stop after {{claim}}`seven <said>`.']
    answer: 'Thirteen.'
    claim: said
  - {{id: one-hint, kind: predict, prompt: 'And eight and nine?', hints: ['Begin at nine.'], answer: 'Seventeen.'}}
  - {{id: no-hint, kind: recall, prompt: 'What is a sum?', answer: 'What two numbers make.', claim: said}}
""",
    PRESS: """title: Press
summary: Made up.
status: review
prerequisites: [{concept: gym/lift, why: it lifts first}]
claims:
  - {id: said, text: It presses., caveat: It is made up., kind: definition, stipulated: true}
practice:
  - {id: bare, kind: apply, prompt: 'Press what?', answer: 'A button.'}
""",
    BENCH: "title: Bench\nsummary: Made up.\nstatus: planned\nprerequisites: [{concept: gym/press, why: it stands there}]\n",
}


def build_drill(
    folder: Path, claim: str = CLAIM, prompt: str = "What do six and seven make?"
) -> Path:
    """Write the atlas, whose first exercise has this prompt and trains this claim, builds it, and gives the folder of the site."""
    rules = "".join(
        f'{code} = {{severity = "off", reason = "the pages are made up"}}\n' for code in OWED
    )
    records = {
        id: text.replace("{claim}'", f"{claim}'").replace("What do six and seven make?", prompt)
        for id, text in RECORDS.items()
    }
    files = {f"concepts/{id}/concept.yaml": text for id, text in records.items()}
    pages = {f"concepts/{id}/content.md": CONTENT for id in (LIFT, PRESS)}
    settings = f'[tool.builder]\ntitle = "A gym"\n\n[tool.builder.rules]\n{rules}'
    return build_files(
        folder, {"pyproject.toml": settings, "concepts/gym/domain.yaml": DOMAIN, **files, **pages}
    )
