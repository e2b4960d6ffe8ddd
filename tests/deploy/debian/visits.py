"""Answers at a kiosk as visitors do: `python -m tests.deploy.debian.visits NUMBER`."""

from __future__ import annotations

import sys
from random import Random

from collector.surveys import default_survey
from deploy.visitors.browser import Browser
from deploy.visitors.declared import Declared
from deploy.visitors.visitor import Visitor

SITE = "http://127.0.0.1:8300"

if __name__ == "__main__":
    visitor = Visitor(Declared.load(default_survey()))
    with Browser(SITE) as browser:
        for number in range(int(sys.argv[1])):
            visitor.visit(browser, Random(number))
