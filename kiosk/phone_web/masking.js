/**
 * Masking in the visitor's browser: the rules of `shared/masking.py`, character for character.
 *
 * Places are counted in code points, on a shadow of the text that has one UTF-16 unit for each.
 */

import { findCafNumbers, findNirs, findPhones } from "./masking_numbers.js";

/** What stands in place of each kind, never longer than what it replaces. */
export const MARKS = { email: "[mail]", phone: "[tél.]", nir: "[n° sécu]", caf_number: "[n°Caf]" };

/** The text after masking, and the kind of every piece masked, in the order of the text. */
export function mask(text) {
  const characters = Array.from(text);
  const found = find(characters);
  const parts = [];
  let last = 0;
  for (const { start, end, kind } of found) {
    parts.push(characters.slice(last, start).join(""), MARKS[kind]);
    last = end;
  }
  parts.push(characters.slice(last).join(""));
  return { text: parts.join(""), kinds: found.map((each) => each.kind) };
}

function find(characters) {
  let shadow = characters.map(plain).join("");
  const found = [];
  for (const [kind, finder] of FINDERS) {
    for (const [start, end] of finder(shadow, characters)) {
      found.push({ start, end, kind });
      shadow = shadow.slice(0, start) + "\n".repeat(end - start) + shadow.slice(end);
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

const LOCAL = "[a-z0-9][a-z0-9._%+-]{0,63}";
const PART = "[a-z0-9][a-z0-9-]{0,62}";
const SPELLED_DOT = "(?:\\.| point | dot )";
const EMAIL = new RegExp(
  `${LOCAL}@[a-z0-9][a-z0-9.-]{2,}[a-z0-9]` +
    `|${LOCAL}(?: {0,2}@ {0,2}| {0,2}[(\\[](?:at|a|arobase)[)\\]] {0,2}| arobase? )` +
    `${PART}(?:${SPELLED_DOT}${PART})*${SPELLED_DOT}[a-z]{2,10}(?![a-z])`,
  "g",
);

const findEmails = (shadow) =>
  Array.from(shadow.matchAll(EMAIL), (each) => [each.index, each.index + each[0].length]);

/** In this order: what one finds is hidden from the next. */
const FINDERS = [
  ["email", findEmails],
  ["nir", findNirs],
  ["phone", findPhones],
  ["caf_number", findCafNumbers],
];

const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xbe6];

/** The one UTF-16 unit that stands for a character in the shadow. */
function plain(character) {
  const base = String.fromCodePoint(character.normalize("NFKD").codePointAt(0));
  const code = base.codePointAt(0);
  const zero = ZEROS.find((each) => each <= code && code < each + 10);
  if (zero) return String(code - zero);
  if (code < 0x80) return base === "\n" || (code >= 0x20 && code < 0x7f) ? base.toLowerCase() : " ";
  if (/[\p{L}\p{M}]/u.test(base)) return "z";
  if (/[\p{Z}\p{Cf}]/u.test(base)) return " ";
  if (/[\p{Pd}\u2212]/u.test(base)) return "-";
  return base.length > 1 ? "\ufffd" : base;
}
