"""Makes the site's fonts again from their packages: cuts them down, and writes licences, `fonts.css` and the table of README.md.

    npm pack PACKAGE@VERSION ...          # each of PACKAGES below, into one folder
    python theme/fonts/make.py FOLDER     # reads the archives in the folder, writes beside itself

Needs `fonttools` and `brotli` from pip, for development only: neither the builder nor its tests need them. Equal packages and equal
versions of the two give equal bytes.
"""

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from mathfont import (
    MARKS,
    SLICES,
    mend_accents,
    mend_assemblies,
    mend_primes,
    mend_radicals,
    read_characters,
)

HERE = Path(__file__).parent
SHEET = HERE.parent / "css/tokens/fonts.css"
MARK = "<!-- made by make.py from here on -->\n"

PACKAGES = {  # the last six only lend their widths, which are those of the fonts in SUBSTITUTES
    "serif": ("@fontsource-variable/source-serif-4", "5.3.1"),
    "sans": ("@fontsource-variable/inter", "5.3.0"),
    "mono": ("@fontsource-variable/jetbrains-mono", "5.3.0"),
    "math": ("@fontsource/stix-two-math", "5.3.0"),
    "gelasio": ("@fontsource/gelasio", "5.3.0"),
    "tinos": ("@fontsource/tinos", "5.3.0"),
    "noto-serif": ("@fontsource/noto-serif", "5.3.0"),
    "arimo": ("@fontsource/arimo", "5.3.0"),
    "roboto": ("@fontsource/roboto", "5.3.0"),
    "cousine": ("@fontsource/cousine", "5.3.0"),
}

LATIN = (
    "20-7E A0-FF 131 152 153 2C6 2DA 2DC 2002-200A 2010-2015 2018-201E 2020-2022 2026 202F 2030 2039 203A 2044 "
    "20AC 2122 2191 2193 2212 2215"
)
EXTENDED = "100-130 132-151 154-17F 192 1A0 1A1 1AF 1B0 1CD-1DC 1E6 1E7 1EA 1EB 1FC-1FF 218-21B 259 1E80-1E85 1E9E 1EF2 1EF3"
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum", "zero")
WEIGHTS = (400, 700)
OPTICAL_SIZE = 20  # px: near the body's size, and what the font is drawn for; all sizes would add 44 kB to each file


@dataclass(frozen=True, slots=True)
class Cut:
    """One file: `<name>.woff2`, the characters that are kept of a package's file, and its `@font-face`."""

    name: str
    package: str
    source: str
    characters: str
    family: str
    style: str = "normal"


TEXTS = (
    Cut("serif", "serif", "source-serif-4-latin-opsz-normal", LATIN, "Plumbline Serif"),
    Cut(
        "serif-italic",
        "serif",
        "source-serif-4-latin-opsz-italic",
        LATIN,
        "Plumbline Serif",
        "italic",
    ),
    Cut("sans", "sans", "inter-latin-wght-normal", LATIN, "Plumbline Sans"),
    Cut("mono", "mono", "jetbrains-mono-latin-wght-normal", LATIN, "Plumbline Mono"),
    Cut(
        "serif-extended",
        "serif",
        "source-serif-4-latin-ext-opsz-normal",
        EXTENDED,
        "Plumbline Serif",
    ),
    Cut(
        "serif-italic-extended",
        "serif",
        "source-serif-4-latin-ext-opsz-italic",
        EXTENDED,
        "Plumbline Serif",
        "italic",
    ),
    Cut("sans-extended", "sans", "inter-latin-ext-wght-normal", EXTENDED, "Plumbline Sans"),
    Cut(
        "mono-extended", "mono", "jetbrains-mono-latin-ext-wght-normal", EXTENDED, "Plumbline Mono"
    ),
)
_MATH = "stix-two-math-latin-400-normal"
MATHS = (
    Cut("marks", "math", _MATH, MARKS, "Plumbline Marks"),
    *(Cut(name, "math", _MATH, kept, "Plumbline Math") for name, kept in SLICES),
)


@dataclass(frozen=True, slots=True)
class Substitute:
    """A font of the reader's machine that stands in until ours has come: its full names, and what has the same widths."""

    family: str
    names: tuple[str, ...]
    widths: str  # a package, or a file of matplotlib's
    role: str


SUBSTITUTES = (
    Substitute("Georgia as Serif", ("Georgia", "Gelasio"), "gelasio", "serif"),
    Substitute(
        "Times as Serif", ("Times New Roman", "Liberation Serif", "Tinos"), "tinos", "serif"
    ),
    Substitute("Noto as Serif", ("Noto Serif",), "noto-serif", "serif"),
    Substitute("DejaVu as Serif", ("DejaVu Serif",), "DejaVuSerif", "serif"),
    Substitute("Arial as Sans", ("Arial", "Liberation Sans", "Arimo"), "arimo", "sans"),
    Substitute("Roboto as Sans", ("Roboto",), "roboto", "sans"),
    Substitute("DejaVu as Sans", ("DejaVu Sans",), "DejaVuSans", "sans"),
    Substitute("Menlo as Mono", ("Menlo", "DejaVu Sans Mono"), "DejaVuSansMono", "mono"),
    Substitute("Courier as Mono", ("Courier New", "Liberation Mono", "Cousine"), "cousine", "mono"),
)
STYLES = (  # (ours, our weights, the one that is measured, what the substitute's name ends with, the file of its widths)
    ("serif", "400 500", 400, "", "400-normal"),
    ("serif", "600 700", 600, " Bold", "700-normal"),
    ("serif-italic", "400 700", 400, " Italic", "400-italic"),
    ("sans", "400", 400, "", "400-normal"),
    ("sans", "500", 500, "", "400-normal"),
    ("sans", "600 700", 600, " Bold", "700-normal"),
    ("mono", "400 700", 400, "", "400-normal"),
)
INSTALLED_MATHS = (
    "STIX Two Math",
    "Cambria Math",
    "Latin Modern Math",
    "DejaVuMathTeXGyre-Regular",
)  # until ours is there
# How often each stands in a thousand characters of English prose: what widths are weighed by.
LETTERS = {
    " ": 183,
    "e": 102,
    "t": 75,
    "a": 65,
    "o": 62,
    "n": 57,
    "i": 57,
    "s": 53,
    "r": 50,
    "h": 49,
    "l": 33,
    "d": 33,
    "u": 23,
    "c": 22,
}
LETTERS |= {
    "m": 20,
    "f": 20,
    "w": 17,
    "g": 16,
    "p": 15,
    "y": 14,
    "b": 12,
    "v": 8,
    "k": 5,
    "x": 1,
    "j": 1,
    "q": 1,
    "z": 1,
}


def main(folder: Path) -> None:
    """Write the fonts, their licences, `fonts.css` and the table of README.md."""
    faces, rows = [], []
    taken: set[int] = set()
    for cut in (*TEXTS, *MATHS):
        font = cut_font(folder, cut, taken)
        kept = frozenset(font.getBestCmap())
        taken |= kept if cut.family == "Plumbline Math" else set()
        content = pack(font)
        (HERE / f"{cut.name}.woff2").write_bytes(content)
        faces.append(write_face(cut, kept))
        rows.append(
            f"| `{cut.name}.woff2` | {len(kept)} | {len(content)} | `{hashlib.sha256(content).hexdigest()[:16]}` |"
        )
    faces += [face for substitute in SUBSTITUTES for face in write_substitutes(folder, substitute)]
    faces.append(write_installed(font))
    head = "/* made by theme/fonts/make.py: change it there */"
    SHEET.write_text(
        "\n".join((head, "@layer tokens {", *(f"  {face}" for face in faces), "}", "")), "utf-8"
    )
    for package in ("serif", "sans", "mono", "math"):
        (HERE / f"OFL-{package}.txt").write_text(read_licence(folder, package), "utf-8")
    write_readme(rows)


def cut_font(folder: Path, cut: Cut, taken: set[int]) -> TTFont:
    """Return the font of one file: fewer characters, features and axes, a name of ours, and for maths its faults mended."""
    font = read_font(folder, cut.package, cut.source)
    options = subset.Options()
    options.hinting = False  # browsers hint by themselves, or not at all
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    options.layout_features = [] if cut.package == "math" else list(FEATURES)
    options.drop_tables += ["GPOS", "GSUB"] if cut.package == "math" else []
    options.drop_tables += ["MATH"] if cut.name == "marks" else []
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        unicodes=read_characters(cut.characters)
        - (taken if cut.family == "Plumbline Math" else set())
    )
    subsetter.subset(font)
    if "fvar" in font:
        fixed = (
            {"opsz": OPTICAL_SIZE}
            if any(axis.axisTag == "opsz" for axis in font["fvar"].axes)
            else {}
        )
        font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS, **fixed})
    if "MATH" in font:
        mend_accents(font)
        mend_primes(font)
        mend_assemblies(font)
        mend_radicals(font)
    rename(font, cut)
    return font


def rename(font: TTFont, cut: Cut) -> None:
    """Return the name of our family in place of the font's: a changed font must not bear a reserved name (OFL, condition 3)."""
    for record in font["name"].names:
        text = {
            1: cut.family,
            4: f"{cut.family} {cut.name}",
            6: f"{cut.family.replace(' ', '')}-{cut.name}",
        }.get(record.nameID)
        if text:
            record.string = text


def pack(font: TTFont) -> bytes:
    """Return the font's bytes, compressed."""
    buffer = io.BytesIO()
    font.flavor = "woff2"
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def write_face(cut: Cut, kept: Iterable[int]) -> str:
    """Return the `@font-face` of one file."""
    weight = "400" if cut.package == "math" else f"{WEIGHTS[0]} {WEIGHTS[1]}"
    return (
        f'@font-face {{ font-family: "{cut.family}"; font-style: {cut.style}; font-weight: {weight}; font-display: swap; '
        f'src: url("fonts/{cut.name}.woff2") format("woff2"); unicode-range: {write_ranges(kept)}; }}'
    )


def write_ranges(kept: Iterable[int]) -> str:
    """`{0x20, 0x21, 0x41}` -> `"U+20-21, U+41"`."""
    spans: list[list[int]] = []
    for code in sorted(kept):
        if spans and spans[-1][-1] == code - 1:
            spans[-1] = [spans[-1][0], code]
        else:
            spans.append([code])
    return ", ".join("U+" + "-".join(f"{code:X}" for code in span) for span in spans)


def write_substitutes(folder: Path, substitute: Substitute) -> list[str]:
    """Return the `@font-face`s of a substitute: widened or narrowed to our mean width, with our heights."""
    faces = []
    for ours, weights, weight, name, file in STYLES:
        if ours.partition("-")[0] != substitute.role:
            continue
        width, ascent, descent = measure_ours(folder, ours, weight)
        scale = width / measure(read_substitute(folder, substitute, file))
        names = ", ".join(f'local("{local}{name}")' for local in substitute.names)
        faces.append(
            f'@font-face {{ font-family: "{substitute.family}"; font-style: {"italic" if "italic" in file else "normal"}; '
            f"font-weight: {weights}; src: {names}; size-adjust: {scale:.2%}; "
            f"ascent-override: {ascent / scale:.2%}; descent-override: {descent / scale:.2%}; line-gap-override: 0%; }}"
        )
    return faces


def write_installed(font: TTFont) -> str:
    """Return the `@font-face` of installed maths fonts, with the heights of ours."""
    names = ", ".join(f'local("{name}")' for name in INSTALLED_MATHS)
    ascent, descent = (
        abs(height) / font["head"].unitsPerEm
        for height in (font["hhea"].ascent, font["hhea"].descent)
    )
    heights = (
        f"ascent-override: {ascent:.2%}; descent-override: {descent:.2%}; line-gap-override: 0%;"
    )
    return f'@font-face {{ font-family: "Installed as Math"; src: {names}; {heights} }}'


@cache
def measure_ours(folder: Path, name: str, weight: int) -> tuple[float, float, float]:
    """Return the mean width, the ascent and the descent of a text font of ours at a weight, in em."""
    font = cut_font(folder, next(cut for cut in TEXTS if cut.name == name), set())
    font = instancer.instantiateVariableFont(font, {"wght": weight})
    height = font["head"].unitsPerEm
    return measure(font), font["hhea"].ascent / height, -font["hhea"].descent / height


def measure(font: TTFont) -> float:
    """Return the mean advance of a character of English prose, in em."""
    names, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[names[ord(letter)]][0] * count for letter, count in LETTERS.items())
    return total / sum(LETTERS.values()) / font["head"].unitsPerEm


def read_substitute(folder: Path, substitute: Substitute, file: str) -> TTFont:
    """Return a font with the widths of the substitute, of one style: `"700-normal"`."""
    if substitute.widths in PACKAGES:
        return read_font(folder, substitute.widths, f"{substitute.widths}-latin-{file}")
    italic = "Italic" if substitute.widths == "DejaVuSerif" else "Oblique"
    style = {"400-normal": "", "700-normal": "-Bold", "400-italic": f"-{italic}"}[file]
    return TTFont(Path(matplotlib.get_data_path()) / f"fonts/ttf/{substitute.widths}{style}.ttf")


def read_font(folder: Path, package: str, file: str) -> TTFont:
    """Return a font of a package."""
    return TTFont(
        io.BytesIO(read_file(folder, package, f"files/{file}.woff2")), recalcTimestamp=False
    )


def read_licence(folder: Path, package: str) -> str:
    """Return the licence in the package under the font's own copyright notice, which for some packages is not the font's."""
    cut = next(cut for cut in (*TEXTS, *MATHS) if cut.package == package)
    notice = read_font(folder, package, cut.source)["name"].getDebugName(0)
    _, _, licence = (
        read_file(folder, package, "LICENSE").decode().replace("\r\n", "\n").partition("\n")
    )
    return f"{notice}\n{licence}"


def read_file(folder: Path, package: str, path: str) -> bytes:
    """Return a file of a package's archive."""
    name, version = PACKAGES[package]
    with tarfile.open(
        folder / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
    ) as archive:
        file = archive.extractfile(f"package/{path}")
        assert file is not None, path
        return file.read()


def write_readme(rows: list[str]) -> None:
    """Return the packages and the table of files, below the words of README.md."""
    readme = HERE / "README.md"
    words, _, _ = readme.read_text("utf-8").partition(MARK)
    packages = [f"    {name}@{version}" for name, version in PACKAGES.values()]
    table = [
        "| file | characters | bytes | SHA-256, first 16 digits |",
        "| --- | ---: | ---: | --- |",
        *rows,
    ]
    readme.write_text(
        words + MARK + "\n".join(("\nPackages:\n", *packages, "\nFiles:\n", *table, "")), "utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
