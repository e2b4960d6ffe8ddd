"""The survey on paper, for who wants neither screen nor phone: a blank form in any language of it.

Questions and options bear the numbers that the desk's page for paper forms takes.
"""

from __future__ import annotations

from typing import Any, Final

from shared.printed import Printed, is_printable, printed, spoken
from shared.printed_words import Words, paper_words
from shared.problems import OperationProblem
from shared.survey import Kind, Question, Survey, label

_DIGEST_SHOWN: Final = 8


def paper_mark(survey: Survey) -> str:
    """What tells the forms of one survey version from others: printed on each page."""
    return f"{survey.id} · v{survey.version} · {survey.digest.hex()[:_DIGEST_SHOWN]}"


def paper_form(survey: Survey, tag: str, point: str) -> Printed:
    """A blank form, to be set.

    Args:
        survey: what it asks.
        tag: the language, one of the survey's.
        point: the name of the Point.

    Raises:
        OperationProblem: `text-unprintable`: the survey does not speak it, or no font has its
            script.
    """
    words, _ = paper_words(tag)
    data = {
        **spoken(tag),
        "title": label(survey.title, (tag,))[0],
        "point": point,
        "mark": paper_mark(survey),
        "anonymous": words["anonymous"],
        "questions": [_question(survey, each, tag, words) for each in survey.questions],
    }
    if tag not in survey.languages or not is_printable(*_texts(data)):
        raise OperationProblem("text-unprintable", f"{tag}.")
    return printed(_SOURCE, data)


def _question(survey: Survey, question: Question, tag: str, words: Words) -> dict[str, Any]:
    note = {Kind.ONE: words["one"], Kind.MANY: words["many"]}.get(question.kind, "")
    if question.hint:
        note = f"{note} {label(question.hint, (tag,))[0]}".strip()
    return {
        "text": label(question.labels, (tag,))[0],
        "note": note,
        "required": words["required"] if question.required else "",
        "only_if": _only_if(survey, question, words),
        "round": question.kind is Kind.ONE,
        "options": [label(each.labels, (tag,))[0] for each in question.options],
    }


def _only_if(survey: Survey, question: Question, words: Words) -> str:
    if question.show_if is None:
        return ""
    opener = survey.by_id[question.show_if.question]
    numbers = [
        str(number)
        for number, each in enumerate(opener.options, 1)
        if each.id in question.show_if.options
    ]
    place = survey.questions.index(opener) + 1
    return words["only_if"].format(answers=" / ".join(numbers), number=place)


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for each in data.values() for text in _texts(each)]
    return [text for each in data for text in _texts(each)] if isinstance(data, list) else []


_SOURCE: Final = r"""
#set document(title: data.title + " – " + data.point)
#set text(lang: data.lang, dir: direction(data), size: 9.6pt)
#set par(leading: 0.5em, spacing: 0.6em)
#set page(paper: "a4", margin: (x: 15mm, top: 13mm, bottom: 15mm),
  footer: context text(size: 8pt, fill: ink.lighten(20%))[
    #data.point #h(1fr) #text(dir: ltr, data.mark) #h(4mm)
    #counter(page).display("1 / 1", both: true)])
#show heading.where(level: 1): set text(size: 19pt, fill: plum)
#show heading.where(level: 2): set text(size: 10.4pt)
#show heading: set block(above: 0mm, below: 1.6mm)

#heading(level: 1, data.title)
#block(fill: paper, width: 100%, inset: 2.6mm, radius: 1mm, below: 4mm,
  text(weight: "bold", data.anonymous))

#let mark(each) = box(width: 3.6mm, height: 3.6mm, baseline: 0.5mm, stroke: 0.7pt + ink,
  radius: if each.round { 50% } else { 0.4mm })
#let option(each, number, text) = grid(columns: (3.6mm, auto, 1fr), column-gutter: 1.6mm,
  mark(each), [#number.], text)

#for (index, each) in data.questions.enumerate() {
  block(breakable: false, width: 100%, below: 3.8mm)[
    #heading(level: 2)[#(index + 1). #each.text#if each.required != "" [ (#each.required)]]
    #if each.only_if != "" { block(above: 0mm, below: 1.4mm, text(style: "normal", fill: plum,
      weight: "bold", size: 8.8pt, each.only_if)) }
    #if each.note != "" { block(above: 0mm, below: 1.8mm, text(size: 8.8pt, each.note)) }
    #if each.options.len() == 0 {
      block(above: 0mm, width: 100%, height: 22mm, stroke: 0.6pt + ink, radius: 1mm)
    } else {
      let short = calc.max(..each.options.map(option => option.clusters().len())) <= 30
      grid(columns: (1fr,) * if short { 3 } else { 2 }, column-gutter: 6mm, row-gutter: 1.7mm,
        ..each.options.enumerate().map(((place, text)) => option(each, place + 1, text)))
    }
  ]
}
"""
