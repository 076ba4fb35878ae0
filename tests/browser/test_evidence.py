"""Evidence in the margin: level with its sentence, lit by its words, opened in place on narrow screens, footnotes on paper."""

from itertools import pairwise

from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.kinds import Kind

EXAMPLE = Kind("example", "concept", "statistics/monte-carlo-error/")
FULL = Kind("atlas", "concept", "scaling/double-descent/")  # several notes beside one paragraph
NARROW = 390


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)


def test_a_note_stands_in_the_margin_level_with_the_end_of_its_sentence(visit: Visit) -> None:
    page = visit(FULL)
    for mark in page.locator(".section [data-note]").all():
        note = page.locator(f"#{mark.get_attribute('data-note')}")
        levels = mark.evaluate("mark => [...mark.getClientRects()].map(line => line.bottom)")
        place = note.evaluate(
            "note => ({top: note.getBoundingClientRect().top, left: note.getBoundingClientRect().left, "
            "right: note.closest('.section').getBoundingClientRect().right, "
            "above: Math.max(0, ...[...document.querySelectorAll('.section .note')]"
            ".filter(other => other.compareDocumentPosition(note) & 4).map(other => other.getBoundingClientRect().bottom))})"
        )
        is_first = mark.evaluate(
            "mark => mark === [...document.querySelectorAll('.section [data-note]')].find(o => o.dataset.note === mark.dataset.note)"
        )
        if is_first:
            assert place["left"] > place["right"]
            assert place["top"] >= place["above"], "notes touch"
            is_pushed = place["top"] - place["above"] < 24
            assert is_pushed or -40 < place["top"] - levels[-1] < 90, mark.inner_text()


def test_no_two_notes_overlap(visit: Visit) -> None:
    for width in (1280, 1000):
        page = visit(FULL, width=width)
        spans = page.locator(".section > .note, .section :not(.on-paper) > .note").evaluate_all(
            "notes => notes.map(note => note.getBoundingClientRect()).map(box => [box.top, box.bottom])"
        )
        assert len(spans) > 6
        assert [(one, other) for one, other in pairwise(spans) if other[0] < one[1]] == []


def test_the_words_light_their_note(visit: Visit) -> None:
    page = visit(EXAMPLE)
    note = page.locator("#note-claim-rate")
    page.locator(".claim").first.hover()
    assert note.get_attribute("data-lit") == ""
    page.locator("h1").hover()
    page.locator(".claim").first.focus()
    assert note.get_attribute("data-lit") == ""
    assert page.locator(".claim").first.get_attribute("aria-details") == "note-claim-rate"


def test_a_copy_is_shown_where_the_note_is_out_of_sight_and_goes_with_escape(visit: Visit) -> None:
    page = visit(EXAMPLE)
    page.evaluate(
        "const sheet = new CSSStyleSheet(); sheet.replaceSync('#note-claim-rate { margin-block-start: -3000px }');"
        "document.adoptedStyleSheets = [sheet]"
    )
    page.locator(".claim").first.focus()
    copy = page.locator(".note-copy")
    assert copy.inner_text() == page.locator("#note-claim-rate").inner_text()
    words, shown = box(page, ".claim"), box(page, ".note-copy")
    assert 0 <= shown["y"] - words["y"] - words["height"] < 20
    page.keyboard.press("Escape")
    assert copy.count() == 0


def test_a_tap_opens_the_note_below_its_sentence_and_closes_it(visit: Visit) -> None:
    page = visit(EXAMPLE, width=NARROW, has_touch=True)
    mark, note = page.locator(".claim").first, page.locator("#note-claim-rate")
    assert not note.is_visible()
    assert mark.get_attribute("aria-expanded") == "false"
    mark.tap()
    assert note.is_visible()
    assert mark.get_attribute("aria-expanded") == "true"
    assert "#" not in page.url
    assert box(page, "#note-claim-rate")["y"] > box(page, ".claim")["y"]
    assert box(page, "#note-claim-rate")["width"] <= NARROW
    mark.tap()
    assert not note.is_visible()


def test_enter_opens_the_note_too(visit: Visit) -> None:
    page = visit(EXAMPLE, width=NARROW)
    page.locator(".claim").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#note-claim-rate").is_visible()


def test_a_later_mention_opens_a_copy_in_place(visit: Visit) -> None:
    page = visit(EXAMPLE, width=NARROW)
    page.evaluate(
        "document.querySelector('#math ~ .section p').append(document.querySelector('.claim').cloneNode(true))"
    )
    later = page.locator("#math ~ .section .claim[data-note=note-claim-rate]")
    later.click()
    copy = page.locator("#math ~ .section .note[data-open]")
    assert copy.inner_text().startswith("1 ·")
    later.click()
    assert copy.count() == 0


def test_without_script_every_note_is_open_on_a_narrow_screen(visit: Visit) -> None:
    page = visit(EXAMPLE, width=NARROW, java_script_enabled=False)
    notes = page.locator(".section > .note, .section :not(.on-paper) > .note")
    assert notes.count() > 1
    assert all(note.is_visible() for note in notes.all())


def test_on_paper_the_notes_stand_below_their_section(visit: Visit) -> None:
    page = visit(EXAMPLE)
    told = page.locator("#note-claim-rate").inner_text()
    page.emulate_media(media="print")
    assert not page.locator("#note-claim-rate").is_visible()
    assert page.locator("#intuition ~ .section .on-paper .note").first.inner_text() == told


def test_the_component_undoes_itself(visit: Visit) -> None:
    page = visit(EXAMPLE, width=NARROW)
    page.locator(".claim").first.click()
    left = page.evaluate(
        "() => { const evidence = document.querySelector('plumb-evidence'); evidence.remove(); return evidence.querySelectorAll("
        "'[aria-expanded], [aria-details], .note[data-open], .note[data-lit], .note-copy').length }"
    )
    assert left == 0


def test_objects_lead_back_to_what_refers_to_them(visit: Visit) -> None:
    page = visit(EXAMPLE)
    for place, href in (
        ("#claim-rate", "#intuition"),
        ("#check-root-n-slope", "#claim-rate"),
        (".note[data-kind=equation]", "#claim-rate"),
        ("#demo", "#claim-rate"),
    ):
        assert page.locator(f"{place} a[href='{href}']").count() >= 1, place
