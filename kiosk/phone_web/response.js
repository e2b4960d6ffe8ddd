/** The fixed-length encoding of a response (formats page, section 3). */

import { concat } from "./bytes.js";
import {
  DIGEST_PREFIX_BYTES,
  FORMAT_VERSION,
  InvalidAnswer,
  chosen,
  counted,
  isAsked,
} from "./survey.js";

/** By which way a response came; the numbers are the format's. */
export const CHANNEL = { phone: 2, phone_on_site: 4 };

const NORMAL_PACE = 0;

/**
 * Encode a response; the length depends on the survey only.
 *
 * `response` is `{ answers, channel, language, pace }`: answers by question id, a number of
 * `CHANNEL`, a language tag of the survey, and 0 unless given. Throws `InvalidAnswer`.
 */
export function encodeResponse(survey, response) {
  check(survey, response);
  const answers = counted(survey).map((question) =>
    encodeAnswer(question, chosen(response.answers, question.id)),
  );
  return concat(
    ...answers,
    Uint8Array.of(FORMAT_VERSION),
    survey.digest.subarray(0, DIGEST_PREFIX_BYTES),
    Uint8Array.of(
      response.channel,
      survey.languages.indexOf(response.language),
      response.pace || NORMAL_PACE,
    ),
  );
}

function check(survey, { answers, language }) {
  const known = new Set(counted(survey).map((each) => each.id));
  if (!survey.languages.includes(language)) throw new InvalidAnswer("language");
  for (const id of Object.keys(answers)) if (!known.has(id)) throw new InvalidAnswer(id);
  for (const question of counted(survey)) checkAnswer(question, answers);
}

function checkAnswer(question, answers) {
  const options = chosen(answers, question.id);
  const known = question.options.map((each) => each.id);
  const asked = isAsked(question, answers);
  const valid =
    new Set(options).size === options.length &&
    options.every((each) => known.includes(each)) &&
    (question.kind === "many" || options.length <= 1) &&
    (asked || !options.length) &&
    (!question.required || !asked || options.length > 0);
  if (!valid) throw new InvalidAnswer(question.id);
}

function encodeAnswer(question, options) {
  const places = options.map((id) => question.options.findIndex((each) => each.id === id));
  if (question.kind === "one") return Uint8Array.of(places.length ? places[0] + 1 : 0);
  const mask = new Uint8Array(Math.ceil(question.options.length / 8));
  for (const place of places) mask[mask.length - 1 - (place >> 3)] |= 1 << (place & 7);
  return mask;
}
