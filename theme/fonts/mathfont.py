"""The maths font: which characters stand in which slice, and four faults of its drawings that show in a browser, mended.

Chromium takes the MATH table's constants and every stretched sign from one font, the one that holds the space (the "first available
font" of the element): so `math` holds the space and every sign that grows, and the other slices hold signs of one size. Each keeps its
part of the MATH table, since other browsers look up an italic correction in the letter's own font.
"""

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

_LETTERS = (
    "20-7E A0 A7 A8 AC AF B0 B1 B4 B7 D7 F7 131 237 2C6 2C7 2D8-2DA 2DC 391-3A1 3A3-3A9 3B1-3C9 3D1 3D5 3D6 3F0 3F1 3F5 "
    "1D434-1D467 1D6A4 1D6A5 1D6E2-1D71B 2102 210E 210F 2113 2115 2119 211A 211D 2124 1D53C 1D7D9 "
)
_SIGNS = (
    "2016 2020-2022 2026 2032-2034 2044 2061-2064 2190-2194 2196-2199 21A6 21A9 21AA 21BC 21BD 21C0 21C1 21D0-21D5 "
    "2200 2202-2209 220B 2212 2213 2215-2219 221D 221E 2220 2223-2229 222A 2234 2235 223C 2243 2245 2248 2250 2254 225C 2260 2261 "
    "2264 2265 226A 226B 227A-227D 2282 2283 2286 2287 2295 2297 2299 22A2 22A4 22A5 22A8 22C4-22C6 22EE 22EF 22F1 "
    "25A1 25B3 27F5-27FA 2A7D 2A7E 2AAF 2AB0 "
)
_GROWING = (
    "302 303 305 30C 332 203E 20D6 20D7 220F-2211 221A 222B-222E 22C0-22C3 2308-230B 23B0 23B1 23B4 23B5 23DC-23DF 27E6-27EB "
    "2A00-2A02 2A04 2A06"
)

SLICES = (  # (name, characters); a character stands in the first slice that names it, so the common ones come first
    ("math", _LETTERS + _SIGNS + _GROWING),
    ("math-bold", "1D400-1D433 1D6A8-1D6E1 1D7CA 1D7CB 1D7CE-1D7D7"),
    ("math-bold-italic", "1D468-1D49B 1D71C-1D755"),
    ("math-script", "1D49C-1D4CF 210A 210B 2110 2112 211B 212C 212F-2131 2133 2134"),
    ("math-fraktur", "1D504-1D537 1D56C-1D59F 210C 2111 211C 2128 212D"),
    ("math-double", "1D538-1D56B 1D7D8-1D7E1 2100-214F"),
    ("math-bold-script", "1D4D0-1D503"),
    ("math-sans", "1D5A0-1D5D3 1D608-1D63B 1D7E2-1D7EB"),
    ("math-sans-bold", "1D5D4-1D607 1D63C-1D66F 1D756-1D7C9 1D7EC-1D7F5"),
    ("math-mono", "1D670-1D6A3 1D7F6-1D7FF"),
    ("math-relations", "2200-22FF"),
    ("math-arrows", "2190-21FF 27F0-27FF"),
    ("math-words", "A1-17F 2010-206F"),
    ("math-technical", "20D0-20F0 2300-23FF 25A0-25FF 2605 2606 2660-266F 2713 2720 27C0-27EF"),
    ("math-operators", "2980-2AFF"),
    ("math-more-arrows", "2900-297F 2B00-2BFF"),
)

# Signs in prose that the text fonts lack: Greek, arrows, relations, and the marks of levels and checks.
MARKS = (
    "302 391-3A1 3A3-3A9 3B1-3C9 3D5 2016 2032 2033 2070 2074-2079 207B 2080-2089 2190-2194 21D2 21D4 2202 2207 2208 2211 221A 221D 221E "
    "2225 2248 2260 2264 2265 226A 226B 22C6 2610 2611 25C6 25C7 2713"
)

_ACCENTS = (0x302, 0x303, 0x305, 0x30C, 0x332, 0x20D6, 0x20D7)
_PRIMES = (0x2032, 0x2033, 0x2034)
_RADICAL = 0x221A
_RADICAL_WIDTH = 860  # thousandths of an em; the smallest radical is 794 wide
_LARGER = Identity.translate(-59, -428).scale(1.5)


def read_characters(text: str) -> frozenset[int]:
    """`"20-7E A0"` -> every number from 0x20 to 0x7E, and 0xA0."""
    spans = [span.split("-") for span in text.split()]
    return frozenset(
        number for span in spans for number in range(int(span[0], 16), int(span[-1], 16) + 1)
    )


def mend_accents(font: TTFont) -> None:
    """Give combining accents the width of their ink: Chromium centres a sign by its width, and clips it there."""
    glyphs = _find(font, _ACCENTS)
    for name in glyphs:
        _redraw(font, name, Identity.translate(-font["glyf"][name].xMin, 0), after=0)
        font["GDEF"].table.GlyphClassDef.classDefs[name] = (
            1  # no mark: of marks the width is not believed
        )
    attachment = font["MATH"].table.MathGlyphInfo.MathTopAccentAttachment
    for name, value in zip(
        attachment.TopAccentCoverage.glyphs, attachment.TopAccentAttachment, strict=True
    ):
        if name in glyphs:
            value.Value = font["hmtx"][name][0] // 2


def mend_primes(font: TTFont) -> None:
    """Draws primes for a superscript, where alone they stand: larger and from the baseline.

    The font does so by its feature `ssty`, which the package lacks and Chromium does not ask for.
    """
    for name in _find(font, _PRIMES):
        _redraw(font, name, _LARGER, after=40)


def mend_assemblies(font: TTFont) -> None:
    """Lets the last part of an arrow join the part before it: its two connectors are exchanged in the font, so arrows did not grow."""
    for construction in font["MATH"].table.MathVariants.HorizGlyphConstruction or ():
        last = construction.GlyphAssembly.PartRecords[-1] if construction.GlyphAssembly else None
        if (
            last
            and len(construction.GlyphAssembly.PartRecords) > 1
            and not last.StartConnectorLength
        ):
            last.StartConnectorLength, last.EndConnectorLength = last.EndConnectorLength, 0


def mend_radicals(font: TTFont) -> None:
    """Narrows the taller radicals to about the width of the smallest: Chromium gives every root the room of the widest."""
    variants = font["MATH"].table.MathVariants
    for name in _find(font, (_RADICAL,)):
        construction = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(name)]
        taller = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
        for part in dict.fromkeys(
            [*taller, *(record.glyph for record in construction.GlyphAssembly.PartRecords)]
        ):
            scale = _RADICAL_WIDTH / font["hmtx"][part][0]
            if scale < 1:
                beyond = font["hmtx"][part][0] - font["glyf"][part].xMax
                _redraw(font, part, Identity.scale(scale, 1), after=round(scale * beyond))


def _find(font: TTFont, codes: tuple[int, ...]) -> tuple[str, ...]:
    names = font.getBestCmap()
    return tuple(names[code] for code in codes if code in names)


def _redraw(font: TTFont, name: str, change: Transform, *, after: int) -> None:
    """Return the glyph's outline changed, its advance `after` units beyond the ink."""
    glyphs = font["glyf"]
    assert not glyphs[name].isComposite(), name
    pen = TTGlyphPen(None)
    glyphs[name].draw(TransformPen(pen, change), glyphs)
    glyphs[name] = pen.glyph()
    glyphs[name].recalcBounds(glyphs)
    font["hmtx"][name] = (glyphs[name].xMax + after, glyphs[name].xMin)
