/** The keys of each language: the library's layouts, without what a comment has no use for. */

import arabic from "simple-keyboard-layouts/build/layouts/arabic";
import french from "simple-keyboard-layouts/build/layouts/french";
import russian from "simple-keyboard-layouts/build/layouts/russian";
import ukrainian from "simple-keyboard-layouts/build/layouts/ukrainian";

/**
 * Keys left out, as [row, place]: signs that no comment needs, so that a row has 12 keys at most and
 * each can be 72 px wide, 16 px from the next, on a screen that stands. Addresses are hidden anyway, so no "@" either.
 */
const NEEDLESS = {
  french: [[0, 0], [0, 12], [1, 0], [2, 0], [2, 12], [3, 1]],
  arabic: [[0, 11], [0, 12], [1, 0], [1, 13], [2, 0]],
  russian: [[0, 11], [0, 12], [1, 0], [1, 13], [2, 0], [3, 1]],
  ukrainian: [[0, 11], [0, 12], [1, 0], [1, 13], [1, 14], [2, 0], [3, 1]],
};

const LAST_ROW = 4;

function keys(rows, needless, last) {
  const kept = rows.slice(0, LAST_ROW).map((row, at) =>
    row
      .split(" ")
      .filter((_, place) => !needless.some(([r, p]) => r === at && p === place))
      .join(" "),
  );
  return [...kept, last];
}

function layout({ layout: { default: plain, shift } }, needless, last) {
  return { default: keys(plain, needless, last), shift: keys(shift, needless, last) };
}

/** A French keyboard gives its accents without a second key; the library has the row reversed. */
function accentsFirst({ layout: { default: plain, shift } }) {
  const [digits, ...letters] = plain;
  const [accents, ...capitals] = shift;
  return { layout: { default: [accents, ...letters], shift: [digits, ...capitals] } };
}

/** The thirteenth letter of a Ukrainian row takes the place of the second key for capitals. */
function thirteenthBelow({ layout: { default: plain, shift } }) {
  const below = (rows, letter) =>
    rows.map((row, at) => (at === LAST_ROW - 1 ? row.replace(/ \{shift\}$/, ` ${letter}`) : row));
  return { layout: { default: below(plain, "ґ"), shift: below(shift, "Ґ") } };
}

const ALONE = "{space} {close}";
const BESIDE = "{other} - {space} {close}"; // the hyphen was left out above

const FRENCH = [accentsFirst(french), NEEDLESS.french];
const OTHERS = {
  ar: [arabic, NEEDLESS.arabic, "عربي"],
  ru: [russian, NEEDLESS.russian, "АБВ"],
  uk: [thirteenthBelow(ukrainian), NEEDLESS.ukrainian, "АБВ"],
};

/**
 * The layouts offered in a language, the first one first: `{ keys, name, lang }` each. Latin letters
 * are those of a French keyboard, in every language.
 */
export function layoutsFor(tag) {
  const own = OTHERS[tag.split("-")[0]];
  const last = own ? BESIDE : ALONE;
  const latin = { keys: layout(...FRENCH, last), name: "ABC" };
  return own ? [{ keys: layout(own[0], own[1], last), name: own[2] }, latin] : [latin];
}
