"""The poster of a Point: what it says and how it looks, on one page of A4 or A3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from shared.bundle import BundlePoint
from shared.hours_in_words import hours_in_words
from shared.languages import language
from shared.printed import Printed, is_printable, printed, spoken
from shared.printed_words import poster_line
from shared.qr_code import qr_svg
from shared.survey import Survey, label

LANGUAGE: Final = "fr"
"""The poster's own: other languages have a line each."""

MOST_LINES: Final = 16
"""Languages that there is room for; others come with the page itself."""


class Size(StrEnum):
    """Of the paper."""

    A4 = "A4"
    A3 = "A3"


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says. `address` is what the QR code holds; `lines` are by language tag."""

    name: str
    place: str
    hours: tuple[str, ...]
    title: str
    address: str
    lines: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> str:
        """The address as a person types it: without what every browser adds by itself."""
        return self.address.removeprefix("https://")


def phone_page(base: str, token: str) -> str:
    """The address of a Point's survey on a phone, below the address of its relay."""
    return f"{base}/p/{quote(token, safe='')}"


def poster_of(point: BundlePoint, survey: Survey, phone: str, day: date) -> Poster:
    """The poster of a Point, in French with a line in each of the survey's languages.

    A language in a script that the package has no font of is left out.

    Args:
        point: its name, address, hours and poster token.
        survey: the one in use there.
        phone: address of the relay, such as `https://enquete.example`.
        day: of printing; the hours are those that hold then.
    """
    lines = [(tag, poster_line(tag)) for tag in survey.languages]
    return Poster(
        name=point.name,
        place=point.address,
        hours=hours_in_words(point.hours_on(day)),
        title=label(survey.title, (LANGUAGE,))[0],
        address=phone_page(phone, point.token),
        lines=tuple((tag, line) for tag, line in lines if line and is_printable(line))[:MOST_LINES],
    )


def poster_document(poster: Poster, size: Size) -> Printed:
    """The poster, to be set."""
    data = {
        "size": size.value.lower(),
        "scale": 1.0 if size is Size.A4 else 2**0.5,
        "name": poster.name,
        "place": poster.place,
        "hours": poster.hours,
        "title": poster.title,
        "typed": poster.typed,
        "lines": [
            {"text": text, "name": language(tag).name, **spoken(tag)} for tag, text in poster.lines
        ],
    }
    return printed(_SOURCE, data, qr=qr_svg(poster.address))


_SOURCE: Final = r"""
#set document(title: data.title + " – " + data.name)
#let u = data.scale * 1mm
#let size(points) = data.scale * points * 1pt
#set page(paper: data.size, margin: 0mm, fill: paper)
#set text(lang: "fr", size: size(12))
#set par(leading: 0.55em, spacing: 0.8em)
#show heading: set block(above: 0mm, below: 0mm)

#block(fill: plum, width: 100%, height: 46 * u, inset: (x: 16 * u, y: 12 * u), below: 0mm)[
  #set align(horizon)
  #set text(fill: paper)
  #let large = if data.title.clusters().len() > 44 { 28 } else { 36 }
  #show heading: set text(size: size(large), weight: "bold")
  #heading(level: 1, data.title)
  #v(4 * u, weak: true)
  #text(size: size(16))[Deux minutes sur votre téléphone, pour améliorer l’accueil ici.]
]

#block(inset: (x: 16 * u, top: 11 * u), below: 0mm, grid(
  columns: (88 * u, 1fr), column-gutter: 11 * u,
  [
    #box(fill: white, inset: 2 * u, radius: 3 * u,
      image(bytes(sys.inputs.qr), format: "svg", width: 84 * u,
        alt: "Code QR de l’adresse " + data.typed))
    #v(3 * u, weak: true)
    #text(size: size(11))[Ou tapez cette adresse :]
    #v(1.6 * u, weak: true)
    #let large = if data.typed.len() > 60 { 9 } else if data.typed.len() > 34 { 11 } else { 13 }
    #text(size: size(large), weight: "bold", fill: plum,
      hyphenate: false, data.typed.replace("/", "/\u{200b}").replace(".", "\u{200b}."))
  ],
  [
    #show heading: set text(size: size(19), fill: plum)
    #heading(level: 2)[Comment faire ?]
    #v(3 * u, weak: true)
    #set text(size: size(13))
    #set enum(spacing: 2.6 * u, numbering: n => text(fill: plum, weight: "bold")[#n.])
    + Ouvrez l’appareil photo de votre téléphone.
    + Visez le code, puis touchez le lien.
    + Répondez, dans votre langue.
    #v(7 * u, weak: true)
    #heading(level: 2)[C’est anonyme]
    #v(3 * u, weak: true)
    Ni nom, ni compte, ni numéro. Vos réponses sont scellées sur votre téléphone : personne ne
    peut savoir ce que vous avez répondu. Seuls des totaux sont publiés.
  ],
))

#place(bottom, block(width: 100%, inset: (x: 16 * u, bottom: 12 * u))[
  #let cell(each) = {
    set text(lang: each.lang, dir: direction(each))
    set align(start)
    text(size: size(10.5), each.text)
  }
  #block(fill: white, width: 100%, inset: 5 * u, radius: 3 * u, below: 8 * u,
    grid(columns: (1fr, 1fr), column-gutter: 8 * u, row-gutter: 3 * u, ..data.lines.map(cell)))
  #grid(columns: (1fr, 60 * u), column-gutter: 8 * u,
    [
      #let long = data.name.clusters().len()
      #let large = if long > 120 { 9 } else if long > 60 { 13 } else { 16 }
      #show heading: set text(size: size(large), fill: plum)
      #heading(level: 2, data.name)
      #v(2 * u, weak: true)
      #text(size: size(if data.place.clusters().len() > 100 { 8 } else { 12 }), data.place)
      #if data.hours.len() > 0 [
        #v(3 * u, weak: true)
        #set text(size: size(if data.hours.len() > 5 { 8 } else { 11 }))
        #data.hours.join(linebreak())
      ]
    ],
    block(width: 60 * u, height: 34 * u, fill: white, radius: 3 * u,
      stroke: (paint: plum.lighten(60%), thickness: 0.3 * u, dash: "dashed"),
      align(center + horizon, text(size: size(8.5), fill: ink.lighten(25%))[Logo du partenaire])),
  )
])
"""
