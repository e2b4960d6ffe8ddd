"""Simulated visitors: they answer through a kiosk's real pages, as a browser without JavaScript.

    from deploy.visitors import Browser, Declared, Reader, Visitor

They know the published survey and read the pages by their words, in the language they chose: which
question is asked, what each answer is called. Nothing of the kiosk's code is used. For the demo,
the end-to-end tests and the benches.
"""

from __future__ import annotations

from deploy.visitors.browser import Browser, PageError
from deploy.visitors.declared import Declared
from deploy.visitors.reader import Reader
from deploy.visitors.visitor import Visit, Visitor

__all__ = ["Browser", "Declared", "PageError", "Reader", "Visit", "Visitor"]
