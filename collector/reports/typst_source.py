"""The typst sources of reports. They read `data` only; see `shared.printed`."""

from __future__ import annotations

from typing import Final

HEAD: Final = r"""
#set document(title: data.kind + " " + data.year + " – " + data.title)
#set page(paper: "a4", margin: (x: 17mm, top: 14mm, bottom: 17mm),
  footer: context text(size: 8pt, fill: ink.lighten(20%))[
    #data.title – #data.year #h(1fr) #counter(page).display("1 / 1", both: true)])
#set text(lang: "fr", size: 9.5pt)
#set par(leading: 0.55em, spacing: 0.75em)
#set list(indent: 1mm, spacing: 0.7em, marker: text(fill: plum)[•])
#set table(stroke: (x, y) => (bottom: 0.4pt + ink.lighten(75%)), inset: (x: 1mm, y: 1.05mm))
#show heading: set block(above: 5mm, below: 2.4mm, sticky: true)
#show heading.where(level: 1): set text(size: 19pt, fill: plum)
#show heading.where(level: 1): set block(above: 2.6mm, below: 2.6mm)
#show heading.where(level: 2): set text(size: 12.5pt, fill: plum)
#show heading.where(level: 3): set text(size: 9.8pt)
#show heading.where(level: 3): set block(above: 3.4mm, below: 1.2mm, sticky: true)
#let quiet(body) = text(size: 8.3pt, fill: ink.lighten(15%), body)
#let chart(name, width: 100%) = if name in data.charts {
  image(bytes(sys.inputs.at("svg_" + name)), format: "svg", width: width, alt: data.charts.at(name))
}
#let head = [
  #text(size: 9pt, fill: ink.lighten(10%))[#data.kind #data.year – #data.caf]
  #heading(level: 1, data.title)
  #if data.made_up [#text(weight: "bold")[Point fictif.]]
  #data.place #h(1fr) #quiet(data.made)
]
#let tiles = grid(columns: (1fr,) * data.tiles.len(), column-gutter: 3mm,
  ..data.tiles.map(each => block(width: 100%, height: 24mm, fill: paper, radius: 2mm, inset: 3mm)[
    #set par(spacing: 0.45em)
    #text(size: 8.5pt, each.label)

    #text(size: 17pt, weight: "bold", fill: plum, each.value)

    #quiet(each.note)
  ]))
#let discussion = block(width: 100%, stroke: 1pt + plum, radius: 2mm, inset: 4mm, breakable: false)[
  #show heading: set block(above: 0mm)
  == Questions à discuter
  #list(..data.discuss)
]
#let bar(points) = {
  if points.len() == 3 {
    let (share, low, high) = points
    box(width: 34mm, height: 3mm, {
      place(rect(width: 100%, height: 3mm, fill: rgb("#f0e9e4")))
      place(rect(width: share * 1%, height: 3mm, fill: rgb("#c79fb0")))
      place(dx: low * 0.34mm, dy: 1.5mm, line(length: (high - low) * 0.34mm, stroke: 0.9pt + ink))
      for at in (low, high) {
        place(dx: at * 0.34mm, dy: 0.5mm, line(angle: 90deg, length: 2mm, stroke: 0.9pt + ink))
      }
    })
  }
}
#let month_table = table(
  columns: (1fr, auto, auto, auto), align: (left, right, right, right),
  table.header([Mois], [Visiteurs], [Accompagnés], [Réponses]),
  ..data.months.slice(0, -1).flatten(),
  ..data.months.last().map(each => text(weight: "bold", each)))
#let survey = for each in data.questions {
  block(breakable: false, width: 100%)[
    === #each.text
    #quiet(each.note)
    #if not each.hidden {
      let beside = data.beside != ""
      v(-1mm)
      table(
        columns: (1fr, 36mm, 11mm, 21mm, ..if beside { (15mm,) }),
        inset: (x: 1mm, y: 0.6mm), stroke: none,
        align: (left + horizon, left + horizon, right + horizon, right + horizon, right + horizon),
        table.header(quiet[Réponse], quiet[Part et intervalle], quiet[Part], quiet[Intervalle],
          ..if beside { (quiet(data.beside),) }),
        ..each.rows.map(row => (
          row.label,
          bar(row.points),
          if row.points.len() == 3 { text(weight: "bold")[#row.points.at(0) %] } else [–],
          if row.points.len() == 3 [#row.points.at(1) – #row.points.at(2) %] else [–],
          ..if beside { (row.other,) },
        )).flatten())
    }
  ]
}
#let comments = {
  if data.comments.len() == 0 [Aucun commentaire n’a été publié pour cette année.]
  for each in data.comments [
    - « #each.text » #quiet[(#each.when)]
  ]
  if data.more_comments > 0 [Et #data.more_comments autres, à lire à la Caf.]
}
#let method = block(breakable: false, {
  line(length: 100%, stroke: 0.4pt + ink.lighten(60%))
  for each in data.method { par(quiet(each)) }
})
"""

POINT_SOURCE: Final = r"""
#head
#v(1mm)
#tiles
== En bref
#for each in data.brief { par(each) }
#discussion
== L’activité de l’année
#data.activity
#if "activity" in data.charts {
  grid(columns: (1fr, 76mm), column-gutter: 6mm, align: horizon, chart("activity"), month_table)
} else { month_table }
== Ce que disent les visiteurs
#if data.questions.len() == 0 [Rien n’a été publié pour cette année.] else [
  La barre est la part ; le trait avec deux bouts est son intervalle : la vraie part s’y trouve très
  probablement. #if data.beside != "" [La dernière colonne est l’ensemble des Points de la Caf.]
]
#survey
#if "trend" in data.charts { block(breakable: false)[
  === Insatisfaits au fil de l’année
  #quiet[Part de ceux qui ont répondu, avec son intervalle, publication par publication.]
  #chart("trend", width: 78%)
] }
== Ce qu’ils écrivent
#comments
== Horaires
#list(..data.hours)
== Convention
#list(..data.convention)
== Événements
#if data.events.len() == 0 [Aucun n’a été noté cette année.] else {
  table(columns: (36mm, 1fr), table.header([Date], [Événement]),
    ..data.events.map(each => (each.when, each.text)).flatten())
}
#method
"""

CAF_SOURCE: Final = r"""
#head
#v(1mm)
#tiles
== En bref
#for each in data.brief { par(each) }
#discussion
== L’activité de l’année
#data.activity
#if "activity" in data.charts {
  grid(columns: (1fr, 76mm), column-gutter: 6mm, align: horizon, chart("activity"), month_table)
} else { month_table }
== Les Points
#quiet(data.points_note)
#table(
  columns: (1fr, 16mm, 18mm, 19mm, 34mm, 28mm, 20mm),
  align: (left, right, right, right, right, left, left), inset: (x: 1mm, y: 0.8mm),
  table.header([Point], [Relevés], [Visiteurs], [Réponses], [Insatisfaits], [Constat], [Article 4]),
  ..data.points.flatten())
#if "funnel" in data.charts { block(breakable: false)[
  === Insatisfaits : chaque Point face aux limites du hasard
  #quiet[Entre les courbes pleines, l’écart à l’ensemble peut venir du hasard (99,8 %).]
  #chart("funnel", width: 74%)
] }
#if "trend" in data.charts { block(breakable: false)[
  === Insatisfaits au fil de l’année, tous Points ensemble
  #chart("trend", width: 78%)
] }
== Ce que disent les visiteurs
#if data.questions.len() == 0 [Rien à montrer : il faut au moins trois Points qui ont des réponses.]
#if data.beside != "" and data.questions.len() > 0 [Dernière colonne : l’ensemble de la France.]
#survey
#if data.comments.len() > 0 [
  == Ce qu’ils écrivent
  #quiet[Commentaires de Points où trop peu sont venus pour nommer le Point.]
  #comments
]
#method
"""
