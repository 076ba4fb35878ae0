"""How long a demo of 2,000 points takes to change: `python -m tests.browser.change`.

A measuring tool and no test, since machines differ. Every change is a whole one: from the beginning of its frame, in which the controls are
read and the paths and the read-out replaced, to the task after style, layout and paint.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.server import serve
from tests.conftest import CHROMIUM, FLAGS
from tests.instrument_atlas import build_instruments

CHANGES = 120
MEASURE = """async count => {
  const slider = document.querySelector("#demo input[type=range]");
  const frame = () => new Promise(resolve => requestAnimationFrame(() => resolve(performance.now())));
  const { port1, port2 } = new MessageChannel();
  const task = () => new Promise(resolve => { port1.onmessage = () => resolve(performance.now()); port2.postMessage(0); });
  const times = [];
  for (let number = 0; number < count; number += 1) {
    await frame();
    await task();
    slider.value = number % 3;
    const begun = frame();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(-(await begun) + await task());
  }
  return times;
}"""


def main() -> None:
    """Print the median and the greatest time of many changes, in milliseconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(build_instruments(Path(folder))) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/shapes/waves/")
        page.get_by_role("button", name="Look without an answer").first.click()
        page.locator("#demo .plot").scroll_into_view_if_needed()
        page.get_by_label("Factor").fill("1")
        page.locator("plumb-demo[data-state]").wait_for()
        times = page.evaluate(MEASURE, CHANGES)
        print(
            f"a change of 2,000 points: median {statistics.median(times):.1f} ms, greatest of {CHANGES} {max(times):.1f} ms"
        )
        browser.close()


if __name__ == "__main__":
    main()
