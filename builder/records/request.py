"""What the executor is asked: a job, and where the concept's own files are."""

from dataclasses import dataclass

from builder.records.run import Job, Outcome, is_worth_keeping


@dataclass(frozen=True, slots=True)
class Request:
    """A job to run.

    `folder` is the concept's folder, relative to the atlas's root; it never enters the job's key.
    """

    job: Job
    folder: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What all jobs of a build share.

    `packages` with their versions, and how often the base run is repeated.

    `second_opinion` is true where plain Python runs each page's program as well, and `held` where
    the held seeds are run. With `mutants`, those of the witness are run too.
    """

    packages: tuple[tuple[str, str], ...]
    repeats: int = 1
    second_opinion: bool = False
    held: bool = False
    mutants: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of one concept, in the order in which they are judged.

    `base` is first, then its repeat.
    """

    concept: str
    requests: tuple[Request, ...]


def are_worth_keeping(plan: Plan | None, outcomes: tuple[Outcome, ...]) -> bool:
    """Whether each outcome of the plan's requests, in their order, is worth keeping.

    Of no plan there are none.
    """
    requests = plan.requests if plan is not None else ()
    return all(
        is_worth_keeping(request.job.kind, outcome)
        for request, outcome in zip(requests, outcomes, strict=True)
    )
