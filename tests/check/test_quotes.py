"""Quotes are found in a wrapped, hyphenated or typeset text, but not where a word differs."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.check.quotes import MOST_INSERTED, find_miss, fold_text

TEXT = """The interpolation threshold

Over-parameterised models of\u00a0this kind general-
ise better — the “test risk” peaks near the thres\u00adhold [12], where the
ﬁt is exact3 and the norm is 0.5 or −2. Nobody knows whether it holds of every model of every kind.

\x0cMore data hurts; less data does not. See *double descent* and pp. 10–20.
"""
FOUND = [
    "models of this kind generalise better",
    "Over-parameterised models",
    "Overparameterised models",
    "models of this kind general- ise better",
    "better -- the 'test risk' peaks",
    "better—the “test risk” peaks",
    "the ‘test risk’ peaks near the threshold",
    "where the fit is exact",
    "or -2",
    "See double descent and pp. 10-20",
    "the fit … is exact",
    "models of this kind ... peaks near the threshold [...] More data hurts",
    "models […] hurts…",
    "More data hurts. . . . less data does not",
    "[these] models of [such a] kind generalise",
    "[m]odels of this kind",
    "[T]he “test risk” peaks",
    "models of this kind general[ize] better",
    "near the threshold [12], where the",
    "peaks near the threshold [sic], where the",
]
MISSED = [
    "models of that kind generalise better",
    "models of this kind generalise bet",
    "MODELS of this kind",
    "Models of this kind",
    "eneralise better",
    "the norm is 0",
    "5 or -2",
    "pp. 10–2",
    "More data hurts […] models of this kind",
    "Over-parameterised [things] less data does not",
    "the threshold, where the",
    "…",
    "[the model]",
]


@pytest.mark.parametrize("quote", FOUND)
def test_a_quote_is_found_however_it_is_typeset(quote: str) -> None:
    assert find_miss(quote, fold_text(TEXT)) is None


@pytest.mark.parametrize("quote", MISSED)
def test_a_quote_with_another_word_or_order_is_not_found(quote: str) -> None:
    assert find_miss(quote, fold_text(TEXT)) is not None


@pytest.mark.parametrize(
    ("quote", "part", "hint"),
    [
        (
            "models of this kind fail",
            None,
            "after 'Over-parameterised models of this kind' the text goes on 'general-ise "
            "better-the 'test risk' peaks'",
        ),
        (
            "less data does not. See double descent and more",
            None,
            "after 'not. See double descent and' the text goes on 'pp. 10-20.'",
        ),
        (
            "models … hurts … near the threshold",
            "near the threshold",
            "they stand further up in the text: quote in its order",
        ),
        (
            "Over-parameterised [things] less data",
            "less data",
            f"they stand more than {MOST_INSERTED} characters further on: mark what is left "
            f"out with […]",
        ),
        ("and pp. 10–20. Then", None, "the text ends with 'double descent and pp. 10-20.'"),
        (
            "nothing of it",
            None,
            "mark what is left out with […] and what is put in with [brackets], or look "
            "whether this is the right text, and whole",
        ),
    ],
)
def test_a_miss_says_which_part_and_what_the_text_has_instead(
    quote: str, part: str | None, hint: str
) -> None:
    miss = find_miss(quote, fold_text(TEXT))
    assert miss is not None
    assert (part or quote.replace("–", "-"), hint) == (miss.part, miss.hint)


WORDS = st.lists(st.text("abcdefgnmorst", min_size=3, max_size=9), min_size=4, max_size=30)
FORMS = ("{}", "{}", "{}", '"{}"', "{}'s", "{},", "{} -- so", "semi-{}", "{} 0.5")
BREAKS = (" ", "  ", "\n", "\u00a0", "\r\n   ", "\t", "\x0c")
HYPHENS = ("-\n", "\u00ad", "\u00ad\n", "-\n    ", "\u2010\r\n", "\ufffe\n")
TYPESET = (
    ("--", "—"),
    ("--", " – "),
    ("-", "‑"),
    ("'", "’"),
    (' "', " “"),
    ('"', "”"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("st", "ﬆ"),
)
RANDOM = st.randoms(use_true_random=False)


def typeset(quote: str, random: Random) -> str:
    """Return the quote with typographic signs and ligatures, hyphenated and wrapped at random."""
    for plain, typographic in TYPESET:
        quote = quote.replace(plain, typographic) if random.random() < 0.5 else quote
    words = quote.split(" ")
    for index, word in enumerate(words):
        cut = random.randrange(len(word) + 1)
        if word[:cut][-1:].isalpha() and word[cut:][:1].isalpha() and random.random() < 0.5:
            words[index] = f"{word[:cut]}{random.choice(HYPHENS)}{word[cut:]}"
    return "".join(f"{word}{random.choice(BREAKS)}" for word in words)


def write_quote(words: list[str], random: Random) -> str:
    return " ".join(random.choice(FORMS).format(word) for word in words)


@given(WORDS, RANDOM)
@settings(max_examples=60)
def test_a_text_set_in_another_way_still_holds_its_quotes(words: list[str], random: Random) -> None:
    quote = write_quote(words, random)
    text = fold_text(f"Before it {typeset(quote, random)} after it")
    assert find_miss(quote, text) is None
    start, stop = sorted(random.sample(range(len(words) + 1), 2))
    shortened = " ".join(["Before", "[…]", *words[start:stop], "…", "after it"])
    assert (
        find_miss(shortened, fold_text(f"Before it {typeset(' '.join(words), random)} after it"))
        is None
    )


@given(WORDS, RANDOM)
@settings(max_examples=60)
def test_a_changed_word_is_not_found(words: list[str], random: Random) -> None:
    text = fold_text(typeset(" ".join(words), random))
    place = random.randrange(len(words))
    cut = random.randrange(len(words[place]) + 1)
    for changed in (f"{words[place][:cut]}x{words[place][cut:]}", words[place].upper()):
        assert find_miss(" ".join([*words[:place], changed, *words[place + 1 :]]), text) is not None
        assert find_miss(f"{words[0]} … {changed}", text) is not None


@given(st.text(max_size=200), st.text(max_size=400))
@settings(max_examples=100)
def test_any_quote_and_any_text_are_compared(quote: str, text: str) -> None:
    find_miss(quote, fold_text(text))
    folded = fold_text(f"{quote} {text}")
    assert fold_text(folded.show(0, len(folded.text))).text.count("  ") == 0
