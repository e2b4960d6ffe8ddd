"""What every page has in common: language, reader, headers, and how problems look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from collector.api.headers import PAGE_HEADERS, UNSTORED
from collector.api.words import Words
from collector.auth.reader import Reader
from collector.auth.rights import Right, Rule, give_rule, rule_of
from collector.dashboard.pages.navigation import Entry, entries_for
from collector.dashboard.pages.sessions import Sessions
from collector.texts import LANGUAGE_NAMES, LANGUAGES, Texts, choose_language
from shared.problems import AccessProblem, Problem

_View = TypeVar("_View", bound=Callable[..., Any])

MAX_FORM_BYTES: Final = 16 * 1024
"""A form of some fields; a page that takes more says so."""


HAS_PARQUET: Final = find_spec("pyarrow") is not None
"""Whether the optional extra is there; without it pages offer no such file."""


class SignInNeeded(Exception):
    """A page that wants a reader has none."""


class Frame:
    """Renders the pages of one blueprint.

    Args:
        sessions: who reads.
        texts: the pages' languages.
    """

    def __init__(self, sessions: Sessions, texts: Mapping[str, Texts]) -> None:
        self.sessions = sessions
        self._texts = texts

    def reader(self) -> Reader:
        """Who is signed in.

        Raises:
            SignInNeeded: nobody is; the page of signing in comes instead.
        """
        reader = self.sessions.reader()
        if reader is None:
            raise SignInNeeded
        g.reader = reader
        return reader

    def needs(self, right: Right, *, max_bytes: int = MAX_FORM_BYTES) -> Callable[[_View], _View]:
        """Mark a page as one for readers who have this right.

        Who is not signed in is sent to sign in first; a form must carry this session's token.
        """

        def mark(view: _View) -> _View:
            return give_rule(view, Rule(right, max_bytes))

        return mark

    def public(self, view: _View) -> _View:
        """Mark a page as one for everybody; it checks its forms by itself."""
        return give_rule(view, Rule(None, MAX_FORM_BYTES))

    @property
    def texts(self) -> Texts:
        """The texts of this page's language."""
        texts: Texts = g.texts
        return texts

    @property
    def words(self) -> Words:
        """The words beside figures in this page's language."""
        texts: Texts = g.texts
        return Words(texts.gettext, (texts.tag,))

    def page(self, template: str, *, status: int = 200, **shown: Any) -> Response:
        """A page. `shown`: what its template needs beside the frame."""
        frame = {
            "texts": g.texts,
            "languages": [(tag, LANGUAGE_NAMES[tag], _address_in(tag)) for tag in LANGUAGES],
            "reader": g.get("reader"),
            "entries": _installed(entries_for(g.get("reader"))),
            "has_password_page": "accounts.password" in current_app.view_functions,
            "has": current_app.view_functions.__contains__,
            "form_token": self.sessions.form_token(),
            "link": self.link,
            "api_link": self.api_link,
            "has_parquet": HAS_PARQUET,
        }
        return make_response(render_template(template, **frame, **shown), status)

    def link(self, endpoint: str, **values: Any) -> str:
        """The address of a page, in the language that was asked for."""
        if request.args.get("lang") in LANGUAGES:
            values.setdefault("lang", request.args["lang"])
        return url_for(endpoint, **_given(values))

    def api_link(self, endpoint: str, values: Mapping[str, Any]) -> str:
        """The address of a file that speaks this page's language."""
        return url_for(endpoint, **_given({**values, "lang": self.texts.tag}))

    def attach(self, blueprint: Blueprint) -> None:
        """Give a blueprint's pages their language, headers and problem pages."""
        blueprint.before_request(self._choose_language)
        blueprint.before_request(self._keep_rule)
        blueprint.after_request(_seal)
        blueprint.register_error_handler(Problem, self._problem)
        blueprint.register_error_handler(SignInNeeded, self._sign_in)

    def _choose_language(self) -> None:
        tag = choose_language(
            request.args.get("lang"), lambda: request.accept_languages.best_match(LANGUAGES)
        )
        g.texts = self._texts[tag]

    def _keep_rule(self) -> None:
        """Refuse whoever the page's rule does not admit: the one place where rights are checked."""
        rule = rule_of(current_app.view_functions.get(request.endpoint or ""))
        if rule is None:
            raise AccessProblem("role-refused", "This page names no right.")
        request.max_content_length = rule.max_bytes
        if rule.right is None:
            return
        self.reader().check(rule.right)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            self.sessions.check_form(request.form.get("form_token", ""))

    def _problem(self, problem: Problem) -> ResponseReturnValue:
        if "reader" not in g:
            g.reader = self.sessions.reader()
        return self.page("dashboard/problem.html", status=problem.kind.status, problem=problem)

    def _sign_in(self, _: SignInNeeded) -> ResponseReturnValue:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(self.link("dashboard.sign_in", next=wanted), 303)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def own_address(text: str) -> str:
    """An address to go on to: one of this very site, or nothing."""
    parts = urlsplit(text)
    is_own = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_own and not parts.scheme and not parts.netloc else ""


def _installed(entries: list[Entry]) -> list[Entry]:
    """The links to pages of rooms that this app has."""
    return [each for each in entries if each.endpoint in current_app.view_functions]


def _address_in(tag: str) -> str:
    """This page's address in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{quote(request.path)}?{urlencode([*kept, ('lang', tag)])}"


def _seal(response: Response) -> Response:
    cache = response.headers.get("Cache-Control")
    response.headers.update(PAGE_HEADERS)
    if cache == UNSTORED:
        response.headers["Cache-Control"] = UNSTORED
    response.headers["Content-Language"] = g.texts.tag
    return response
