"""The program of `ours.time_cached`: it reads the outcome of every base run from the cache."""

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
    """Print the seconds, which include opening the cache and deriving its keys.

    The program ends with a message if a witness had to be run.
    """
    gc.set_threshold(GARBAGE_THRESHOLD)
    requests = plan_base_runs(root)
    start = time.perf_counter()
    with World(root) as world:
        outcomes = [one for _, (one,) in world.run_plans([[one] for one in requests])]
    seconds = time.perf_counter() - start
    require_success(outcomes)
    if world.ran:
        sys.exit(f"{len(requests) - world.ran} of {len(requests)} runs were cached")
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
