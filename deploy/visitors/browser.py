"""A browser without JavaScript, cookies or history: one kept connection, pages and plain forms."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPResponse
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode, urljoin, urlsplit

from deploy.visitors.html import Control, Form, Page, read_page

TIMEOUT_SECONDS: Final = 20.0
"""A page that takes longer would have lost its visitor long ago."""

_MOST_REDIRECTS: Final = 5
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


class PageError(Exception):
    """The site did not behave as a visitor needs it to; the message says what was seen."""


class Browser:
    """Visits the pages of one site over one connection that is kept open.

    Args:
        site: the site's address, such as http://127.0.0.1:8080.
    """

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        if parts.scheme != "http" or not parts.hostname:
            raise PageError(f"{site} is not an http address.")
        self._origin = f"http://{parts.netloc}"
        self._connection = HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
        self.address = "/"
        self.requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def open(self, address: str = "/") -> Page:
        """Go to an address of the site.

        Raises:
            PageError: no answer, an error page, a cookie, or a page of another site.
        """
        return self._go("GET", address, "")

    def press(self, form: Form, button: Control, answers: dict[Control, str | bool]) -> Page:
        """Fill in a form, press one of its buttons and see the page that follows.

        Raises:
            PageError: as for `open`.
        """
        body = urlencode(form.filled(button, answers))
        address = button.action or form.action or self.address
        if form.method == "get":
            return self._go("GET", f"{urlsplit(address).path}?{body}", "")
        return self._go("POST", address, body)

    def _go(self, method: str, address: str, body: str) -> Page:
        for _ in range(_MOST_REDIRECTS):
            target = urlsplit(urljoin(self._origin + self.address, address))
            if f"{target.scheme}://{target.netloc}" != self._origin:
                raise PageError(f"The page leads away from the site, to {target.geturl()}.")
            self.address = target.path or "/"
            where = self.address + (f"?{target.query}" if target.query else "")
            response, text = self._ask(method, where, body)
            moved = response.getheader("Location")
            if response.status not in (301, 302, 303, 307, 308) or not moved:
                return self._page(method, response, text)
            address = moved
            if response.status < 304:
                method, body = "GET", ""
        raise PageError(f"{address} leads round in a circle.")

    def _ask(self, method: str, where: str, body: str) -> tuple[HTTPResponse, str]:
        headers = {"Accept": "text/html", "Origin": self._origin}
        if method == "POST":
            headers["Content-Type"] = _FORM_TYPE
        # A server may close a connection that it kept, at any time: then ask once more, anew.
        for again in (True, False):
            fresh = self._connection.sock is None
            try:
                self._connection.request(method, where, body or None, headers)
                response = self._connection.getresponse()
                text = response.read().decode("utf-8", "replace")
            except (OSError, HTTPException) as error:
                self._connection.close()
                if fresh or not again:
                    raise PageError(f"{method} {where}: no answer ({error!r}).") from error
            else:
                self.requests += 1
                return response, text
        raise PageError(f"{method} {where}: no answer.")

    def _page(self, method: str, response: HTTPResponse, text: str) -> Page:
        page = read_page(text)
        if response.getheader("Set-Cookie"):
            raise PageError(f"{method} {self.address} sets a cookie; a visitor must have none.")
        if response.status != 200:
            said = " · ".join(page.headings) or page.text[:200]
            raise PageError(f"{method} {self.address} gave {response.status}: {said}")
        return page
