/** The numbers that masking looks for, in the shadow of a text: `shared/masking_numbers.py`. */

const GAP = "[ .-]{0,2}";
const NIR_FIELDS = ["[1-478]", "[0-9]{2}", "[0-9]{2}", "(?:[0-9]{2}|2[ab])", "[0-9]{3}", "[0-9]{3}"];
const NIR = new RegExp(`(^|[^0-9+])(${NIR_FIELDS.join(GAP)}(?:${GAP}[0-9]{2})?)(?![0-9])`, "g");
const NIR_ANY_GAPS = new RegExp(
  `(^|[^0-9+])([1-478](?:${GAP}[0-9]){5}${GAP}[0-9ab](?:${GAP}[0-9]){8})(?![0-9])`,
  "g",
);
const NIR_LENGTH = 15;

const RUN = /[0-9]+(?: {0,2}[./()_-]? {0,2}[0-9]+)*/g;
const MOST_GROUPS = 15;

const MONEY_AFTER = /^ {0,2}(?:k ?)?(?:€|eur|euro|euros|francs?|\$|%)(?![a-z])/;
const MONEY_BEFORE = /[€$£] {0,2}$/;
const DECIMALS = /^[.,][0-9]{1,2}(?![0-9])/;
const CAF_WORD = /(?:allocataire|alloc|matricule|dossier|caf)[^0-9a-z\]\n][^0-9\]\n]{0,24}$/;
const ROUND = /^[0-9]{1,2}0{5,6}$/;

/** Calling code of each part of France → digits of the numbers there, without a leading zero. */
const ABROAD = [
  ["33", [9]],
  ["262", [9]],
  ["590", [9]],
  ["594", [9]],
  ["596", [9]],
  ["508", [6, 9]],
  ["681", [6]],
  ["687", [6]],
  ["689", [6, 8]],
];

/** Social security numbers, with or without their key. */
export function findNirs(shadow) {
  const found = [];
  for (const pattern of [NIR, NIR_ANY_GAPS]) {
    for (const each of shadow.matchAll(pattern)) {
      const digits = each[2].replace(/[ .-]/g, "");
      const start = each.index + each[1].length;
      const span = [start, start + each[2].length];
      if (isNir(digits) && (pattern === NIR || hasNirKey(digits))) found.push(span);
    }
  }
  return apart(found);
}

/** Telephone numbers of France, metropolitan and overseas, and foreign ones behind + or 00. */
export function findPhones(shadow) {
  const found = [];
  for (const groups of runs(shadow)) {
    let first = 0;
    while (first < groups.length) {
      let count = Math.min(groups.length - first, MOST_GROUPS);
      while (count && !isPhone(shadow, groups.slice(first, first + count))) count -= 1;
      if (count) {
        const { start } = groups[first];
        found.push([start - plus(shadow, start).length, groups[first + count - 1].end]);
      }
      first += count || 1;
    }
  }
  return found;
}

/** Allocataire numbers: 7 digits in one piece, or in several behind a word that says so. */
export function findCafNumbers(shadow, characters) {
  const found = [];
  for (const groups of runs(shadow)) {
    const end = groups[groups.length - 1].end;
    if (isGroupedCafNumber(shadow, groups)) {
      found.push([groups[0].start, withLetter(shadow, characters, end)]);
      continue;
    }
    groups.forEach((group, place) => {
      if (!isCafNumber(shadow, group, groups[place + 1])) return;
      found.push([group.start, withLetter(shadow, characters, group.end)]);
    });
  }
  return found;
}

function apart(spans) {
  const kept = [];
  const ordered = spans.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  for (const span of ordered) {
    if (!kept.length || span[0] >= kept[kept.length - 1][1]) kept.push(span);
  }
  return kept;
}

function* runs(shadow) {
  for (const run of shadow.matchAll(RUN)) {
    const groups = [];
    for (const each of run[0].matchAll(/[0-9]+/g)) {
      const start = run.index + each.index;
      const before = groups.length ? shadow.slice(groups[groups.length - 1].end, start) : "";
      const gap = before.trim() || before.slice(0, 1);
      groups.push({ digits: each[0], start, end: start + each[0].length, gap });
    }
    yield groups;
  }
}

function isNir(digits) {
  const month = Number(digits.slice(3, 5));
  return (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
}

function hasNirKey(digits) {
  const body = digits.slice(0, 13).replace("2a", "19").replace("2b", "18");
  if (digits.length !== NIR_LENGTH || /[^0-9]/.test(body)) return false;
  return Number(digits.slice(13)) === 97 - (Number(body) % 97);
}

const plus = (shadow, start) => (/\+ ?\(?$/.exec(shadow.slice(0, start)) || [""])[0];

const joined = (groups) => groups.map((each) => each.digits).join("");

const sameGap = (groups) => groups.slice(2).every((each) => each.gap === groups[1].gap);

function isPhone(shadow, groups) {
  const digits = joined(groups);
  const abroad = plus(shadow, groups[0].start) || digits.startsWith("00");
  if (isMoney(shadow, groups) || isDate(groups.slice(0, 3))) return false;
  if (abroad) return isForeign(digits.replace(/^00/, ""));
  if (/^33[1-9][0-9]{8}$/.test(digits)) return true;
  const gap = groups.length > 1 ? groups[1].gap : "";
  if (!sameGap(groups) || gap === "(" || gap === ")") return false;
  const lengths = groups.map((each) => each.digits.length).join();
  if (/^0[1-9][0-9]{8}$/.test(digits)) return gap !== "/" || lengths === "2,2,2,2,2";
  return /^[67][0-9]{8}$/.test(digits) && (lengths === "9" || lengths === "1,2,2,2,2");
}

function isForeign(digits) {
  const known = ABROAD.find(([code]) => digits.startsWith(code));
  if (!known) return /^[1-9][0-9]{7,14}$/.test(digits);
  return known[1].includes(digits.slice(known[0].length).replace(/^0/, "").length);
}

function isDate(groups) {
  if (groups.length !== 3) return false;
  for (const [day, month, year] of [groups, groups.slice().reverse()]) {
    const small = day.digits.length <= 2 && month.digits.length <= 2;
    if (small && /^(?:19|20)[0-9]{2}$/.test(year.digits)) {
      const [d, m] = [Number(day.digits), Number(month.digits)];
      return d >= 1 && d <= 31 && m >= 1 && m <= 12;
    }
  }
  return false;
}

const isMoney = (shadow, groups) =>
  MONEY_AFTER.test(shadow.slice(groups[groups.length - 1].end)) ||
  MONEY_BEFORE.test(shadow.slice(0, groups[0].start));

function isCafNumber(shadow, group, following) {
  if (group.digits.length !== 7 || ROUND.test(group.digits)) return false;
  if (isMoney(shadow, [group])) return false;
  if (following && following.gap === "." && isMoney(shadow, [group, following])) return false;
  return !DECIMALS.test(shadow.slice(group.end));
}

const isGroupedCafNumber = (shadow, groups) =>
  joined(groups).length === 7 &&
  groups.length > 1 &&
  sameGap(groups) &&
  groups[0].digits.length < 5 &&
  !isDate(groups) &&
  !isMoney(shadow, groups) &&
  CAF_WORD.test(shadow.slice(0, groups[0].start));

function withLetter(shadow, characters, end) {
  const rest = shadow.slice(end);
  if (/^[a-z](?![a-z0-9])/.test(rest)) return end + 1;
  return /^ [a-z](?![a-z0-9'’])/.test(rest) && /^[A-Z]$/.test(characters[end + 1]) ? end + 2 : end;
}
