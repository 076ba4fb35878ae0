"""What all pages of a site are rendered with: the templates and the head of every page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial

from jinja2 import Environment
from markupsafe import Markup

from builder import __version__
from builder.records.concept import Concept
from builder.records.page import Page
from builder.records.page_kinds import PAGE_KINDS
from builder.records.place import Place
from builder.records.problem import Problem
from builder.render.exports.feed import has_feed
from builder.render.exports.light_scheme import read_colours
from builder.render.prose.maths import read_macros
from builder.render.prose.typeset import SiteResources, Typesetter, link_sources
from builder.render.render_context import RenderContext, View
from builder.render.table_functions import find_function
from builder.render.templates.environment import TemplateFault, fill_template
from builder.render.templates.theme import read_early, write_policy

ReadFile = Callable[[str], bytes]


def list_made(context: RenderContext) -> list[str]:
    """Return the kinds of pages that the site has, in the order of the navigation."""
    return [
        kind
        for kind, row in PAGE_KINDS.items()
        if not row.is_made or find_function(row.is_made)(context)
    ]


class Renderer:
    """Renders templates, and collects their faults in `faults`; a faulty page is empty."""

    def __init__(
        self,
        context: RenderContext,
        environment: Environment,
        theme: Mapping[str, bytes],
        read: ReadFile,
    ) -> None:
        self._environment = environment
        links = cache(partial(link_sources, context))
        self.macros = read_macros(theme.get("macros.toml", b""))
        self._resources = SiteResources(
            context,
            self.macros,
            lambda view: self._fill("partials/figure.html", figure=view),
            read,
            links,
        )
        config = context.atlas.config
        self.read = read
        self.colours = read_colours(theme)
        early = read_early(theme)
        self.policy = write_policy(early)
        self.site = {
            "title": config.title,
            "language": config.language,
            "content_license": config.content_license,
            "version": __version__,
            "csp": self.policy,
            "early": Markup(early),
            "has_feed": has_feed(context),
            "nav": tuple(
                {"id": kind, "href": f"{kind}/", "text": PAGE_KINDS[kind].nav}
                for kind in list_made(context)
            ),
        }
        self.faults: list[Problem] = []  # of the theme

    def render(self, template: str, path: str, view: View, origin: Place, home: str = "") -> Page:
        """Render the page at `path`; the other arguments are as in `Page`."""
        return Page(path, self._fill(template, view=view, site=self.site), origin, home)

    def typesetter(
        self, context: RenderContext, path: str, concept: Concept | None = None
    ) -> Typesetter:
        """Return the typesetter of one page, which may know so much.

        Without a concept, it is for texts that stand on another page than their own.
        """
        return Typesetter(replace(self._resources, context=context), path, concept)

    def _fill(self, template: str, **views: object) -> str:
        """Render the template; collect its fault and return an empty text if it has one."""
        try:
            return fill_template(self._environment, template, **views)
        except TemplateFault as fault:
            self.faults.append(fault.problem)
            return ""
