"""The program that `ours.time_recalled` runs: what a recalled run of every witness adds to a build, in a process of its own."""

import gc
import json
import sys
import time
from pathlib import Path

from benchmarks.atlas import plan_base_runs
from benchmarks.ours import require_success
from builder.cli import GARBAGE_THRESHOLD
from builder.effects.world import World


def main(root: Path) -> None:
    """Prints the seconds, the store's opening and the jobs' keys included; ends with a message where something had to be run."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    requests = plan_base_runs(root)
    start = time.perf_counter()
    with World(root) as world:
        outcomes = list(world.run_jobs(requests))
    seconds = time.perf_counter() - start
    require_success([outcome for _, outcome in outcomes])
    if world.ran:
        sys.exit(f"{len(requests) - world.ran} of {len(requests)} runs were recalled")
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
