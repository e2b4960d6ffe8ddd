"""Writes the texts of the kiosk's screens where both programs can have them spoken.

    python deploy/speech/update.py            after a text of the touch screen has changed
    python deploy/speech/update.py --check    says which files are out of date; writes nothing

The catalogues in `kiosk/translations` stay the one place where a text is written. Read aloud are
the texts of the touch screen's templates, those of the problems that its pages can show, and the
accessibility statement. Needs Babel.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from babel.messages.pofile import read_po

from shared.limits import COMMENT_CHARACTERS
from shared.problem_catalogue import CATALOGUE

TEMPLATES: Final = ROOT / "kiosk/templates"
CATALOGUES: Final = ROOT / "kiosk/translations"
TARGET: Final = ROOT / "shared/spoken"

UNSPOKEN: Final = frozenset({"Demonstration", "seconds", "your answer"})
"""Said by other means, or of no use to a listener by themselves."""

VALUES: Final = {"%(limit)s": str(COMMENT_CHARACTERS)}
"""What placeholders always stand for; a text with any other one is not spoken as it is shown."""

_CALL = re.compile(r"""_\(\s*(?:"([^"]+)"|'([^']+)')""")


def main() -> int:
    """Write every file, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description="Take the spoken texts from the catalogues.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    late = [path for path, text in modules() if not is_current(path, text)]
    for path in late:
        print(f"{path.relative_to(ROOT)} {'is out of date' if check else 'is written'}")
    if not check:
        for path, text in modules():
            path.write_text(text, encoding="utf-8")
    return 1 if check and late else 0


def is_current(path: Path, text: str) -> bool:
    """Whether a file holds what it should."""
    return path.exists() and path.read_text(encoding="utf-8") == text


def modules() -> Iterator[tuple[Path, str]]:
    """Every file with the text it should have."""
    wanted = screen_messages()
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        tag = path.parts[-3]
        texts = _texts(path, wanted)
        statement = path.with_name("statement.po")
        if statement.exists():
            texts += [each for each in _texts(statement, None) if each not in texts]
        yield TARGET / f"shown_{tag.replace('-', '_')}.py", _module(tag, texts)


def screen_messages() -> frozenset[str]:
    """The message ids that a touch screen can show."""
    found = {
        double or single
        for template in TEMPLATES.glob("*.html")
        for double, single in _CALL.findall(template.read_text(encoding="utf-8"))
    }
    for kind in CATALOGUE.values():
        found |= {kind.title, kind.kept, kind.remedy}
    return frozenset(found - UNSPOKEN)


def _texts(path: Path, wanted: frozenset[str] | None) -> list[str]:
    """The translations in a catalogue of the wanted messages, or of all."""
    with path.open("rb") as stream:
        catalogue = read_po(stream)
    texts = [
        str(each.string)
        for each in catalogue
        if each.id and each.string and (wanted is None or each.id in wanted)
    ]
    for placeholder, value in VALUES.items():
        texts = [text.replace(placeholder, value) for text in texts]
    return list(dict.fromkeys(text for text in texts if "%(" not in text))


def _module(tag: str, texts: list[str]) -> str:
    lines = [
        f'"""Texts of the screens in {tag}: written by deploy/speech/update.py."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import Final",
        "",
        "# fmt: off",
        "TEXTS: Final = (",
        *(f"    {json.dumps(text, ensure_ascii=False)}," for text in texts),
        ")",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
