"""Named mistakes, each made in the example of the README, and what the reader must say of it.

In an edit, § marks where the reader must point to; it is not part of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[3] / "collector/surveys/README.md"


def example() -> str:
    """The survey that the README shows."""
    found = re.search(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


@dataclass(frozen=True)
class Case:
    """A mistake: what is replaced by what in the example, and what the reader must say of it."""

    name: str
    edits: tuple[tuple[str, str], ...]
    message: str
    fix: str

    def written(self) -> tuple[str, int, int]:
        """The file with the mistake, and the line and column where it must be reported."""
        text = example()
        for before, after in self.edits:
            assert text.count(before) == 1, (
                f"{before!r} is {text.count(before)} times in the example"
            )
            text = text.replace(before, after)
        assert text.count("§") == 1
        start = text.index("§")
        return (
            text.replace("§", ""),
            text.count("\n", 0, start) + 1,
            start - text.rfind("\n", 0, start),
        )


def case(name: str, before: str, after: str, message: str, fix: str) -> Case:
    """A mistake made by one edit."""
    return Case(name, ((before, after),), message, fix)


QUOTE = "put the text between double quotes"
OTHER = "labels: {fr: Autre, en: Something else}"
ENGLISH = "en: How was the welcome?"
GOOD = "      - id: good\n        icon: face-good\n        labels: {fr: Très bien, en: Very well}\n"
CLOSING = "  - [welcome, what_went_wrong]\n"

FORM = (
    case("a tab", "version: 1", "version:§\t1", "there is a tab", "replace it with spaces"),
    case(
        "a colon inside a text",
        ENGLISH,
        "en: Welcome§: how was it?",
        "a colon stands where no field can begin",
        f"if it belongs to the text, {QUOTE}, otherwise align this line with its neighbours",
    ),
    case(
        "a field indented too far",
        "  en: Your feedback",
        "   en§: Your feedback",
        "a colon stands where no field can begin",
        f"if it belongs to the text, {QUOTE}, otherwise align this line with its neighbours",
    ),
    case(
        "a field without its colon",
        "version: 1",
        "§version 1",
        "this line is neither a field nor an entry of a list",
        "write a colon and a space after the field's name",
    ),
    case(
        "a field indented too little",
        "    kind: many",
        "   §kind: many",
        "this line is not indented like its neighbours",
        "align it with the fields or dashes of the same block",
    ),
    case(
        "a list on the line of its field",
        "options: [bad]\nquestions",
        "options: §- bad\nquestions",
        "a list cannot begin on the line of its field",
        "write the first dash on a line of its own",
    ),
    case(
        "an open quote",
        '"L\'attente"',
        "§\"L'attente",
        "the quote that opens here is not closed",
        "write the same quote at the end of the text",
    ),
    case(
        "an open bracket",
        "languages: [fr, en]",
        "languages: §[fr, en",
        "the bracket [ that opens here is not closed",
        "write ] after the last entry, with commas between entries",
    ),
    case(
        "an open brace",
        OTHER,
        "labels: §{fr: Autre, en: Something else",
        "the brace { that opens here is not closed, or a text inside holds a colon",
        "write } after the last field, and put texts with , or : between double quotes",
    ),
    case(
        "an apostrophe between single quotes",
        "fr: Comment s'est passé l'accueil ?",
        "fr: 'Comment s'§est passé l'accueil ?'",
        "there is text after a closing quote or bracket",
        "put the whole text between double quotes, and write ' for an apostrophe",
    ),
    case(
        "a backslash",
        '"L\'attente"',
        '"L\\§\'attente"',
        "a backslash in double quotes",
        "write two backslashes",
    ),
    case("an @ first", ENGLISH, "en: §@home", "a text cannot begin with this character", QUOTE),
    case("a ] first", ENGLISH, "en: §] home", "a text cannot begin with this character", QUOTE),
    case("a & first", ENGLISH, "en: §&welcome back", "a text cannot begin with &", QUOTE),
    case("a * first", ENGLISH, "en: §*welcome", "a text cannot begin with *", QUOTE),
    case("a lone * first", ENGLISH, "en: §* home", "a text cannot begin with * or &", QUOTE),
    case("a ! first", ENGLISH, "en: §!welcome", "a text cannot begin with !", QUOTE),
    case("a !! pair", ENGLISH, "en: §!a!b home", "a text cannot begin with !", QUOTE),
    case("a > first", ENGLISH, "en: §> home", "a text cannot begin with | or >", QUOTE),
    case("a ? first", ENGLISH, "en: §? home", "a text cannot begin with ? and a space", QUOTE),
    case(
        "two surveys in a file",
        CLOSING,
        CLOSING + "§---\nid: another\n",
        "a second survey begins here",
        "remove the line ---, one file holds one survey",
    ),
    case(
        "a control character",
        ENGLISH,
        "en: Wel§\x07come",
        "there is an invisible control character",
        "delete it",
    ),
    case(
        "a list as a field's name",
        "version: 1",
        "version: 1\n§[a, b]: c",
        "a list or block stands where a field's name is expected",
        QUOTE,
    ),
    case(
        "a field written twice",
        "  fr: Votre avis",
        "  fr: Bonjour\n  §fr: Votre avis",
        "the field 'fr' is written twice, first on line 6",
        "keep one of the two",
    ),
    case(
        "nesting without end",
        "version: 1",
        "version: " + "[" * 11 + "§" + "[" * 30,
        "fields and lists are nested more than 12 deep",
        "check the indentation of this block",
    ),
)

CONTENT = (
    case(
        "a survey id with capitals and a space",
        "id: accueil-rouen ",
        "§id: Accueil Rouen ",
        "'Accueil Rouen' is not an id of small letters, digits and -",
        "write 'accueil-rouen'",
    ),
    case(
        "an option id with capitals and an accent",
        "- id: waiting",
        "- §id: Délai",
        "'Délai' is not an id of small letters, digits and _",
        "write 'delai'",
    ),
    case(
        "a version in words",
        "version: 1",
        "§version: one",
        "the version is a whole number from 1",
        "write version: 1",
    ),
    case(
        "a language in words",
        "languages: [fr, en]",
        "languages: [fr, en, §English]",
        "'English' is not a language tag",
        "write a tag such as fr, en or ar",
    ),
    case(
        "a language reviewed that the survey does not have",
        "reviewed: [fr]",
        "reviewed: [§es]",
        "'es' is not a language of this survey",
        "use one of fr, en",
    ),
    case(
        "a field misspelt",
        "icon: face-good",
        "§icone: face-good",
        "unknown field 'icone'",
        "write 'icon'",
    ),
    case(
        "a field missing",
        "- id: waiting\n        labels",
        "- §labels",
        "the field 'id' is missing",
        "add a line id: …",
    ),
    case(
        "a language missing",
        OTHER,
        "§labels: {fr: Autre}",
        "the text in 'en' is missing",
        "add a line en: …",
    ),
    case(
        "an empty text",
        "en: Something else",
        "§en: ''",
        "the text is empty",
        "write the text",
    ),
    case(
        "a text too long for a screen",
        "en: Something else",
        "§en: " + "a" * 301,
        "the text has 301 characters",
        "keep it under 300",
    ),
    case(
        "a text where a block belongs",
        OTHER,
        "§labels: Autre",
        "a block of named fields is expected here",
        "use fr, en",
    ),
    case(
        "a text where a list belongs",
        "  options: [bad]\nquestions:",
        "  §options: bad\nquestions:",
        "a list is expected here",
        "start each entry with a dash",
    ),
    case(
        "a kind misspelt",
        "kind: many",
        "§kind: mani",
        "'mani' is not a kind of question",
        "write 'many'",
    ),
    case(
        "required in French",
        "required: true",
        "§required: oui",
        "required is true or false",
        "write one of the two",
    ),
    case(
        "a comment that is required",
        "kind: comment",
        "kind: comment\n    §required: true",
        "a comment is never required",
        "remove this line",
    ),
    case(
        "a comment with options",
        "kind: comment",
        "kind: comment\n    §options: [a]",
        "a comment has no options",
        "remove them",
    ),
    case(
        "a second comment",
        "crossings:",
        "  - §id: more\n    kind: comment\n    labels: {fr: Et, en: And}\ncrossings:",
        "only one comment is possible",
        "remove this question",
    ),
    case(
        "an unknown drawing",
        "icon: face-good",
        "§icon: face-god",
        "'face-god' is not a drawing",
        "write 'face-good'",
    ),
    Case(
        "a question with a single answer",
        (("    options:\n      - id: bad", "    §options:\n      - id: bad"), (GOOD, "")),
        "number of entries: 1",
        "give 2 to 64",
    ),
    case(
        "an id used twice",
        "- id: other",
        "- §id: waiting",
        "'waiting' is used twice",
        "give it another name or remove it",
    ),
    case(
        "a condition on a question that does not come earlier",
        "      question: welcome\n",
        "      §question: comment\n",
        "'comment' is not an earlier question of kind one",
        "use one of welcome",
    ),
    case(
        "a condition on an option that does not exist",
        "      options: [bad]\n",
        "      options: [§worst]\n",
        "'worst' is not an option of welcome",
        "use one of bad, good",
    ),
    case(
        "a crossing with a comment",
        "[welcome, what_went_wrong]",
        "[welcome, §comment]",
        "'comment' is not a counted question",
        "use one of welcome, what_went_wrong",
    ),
    case(
        "a crossing of a question with itself",
        "[welcome, what_went_wrong]",
        "§[welcome, welcome]",
        "a crossing takes two different questions, once",
        "remove it",
    ),
)
