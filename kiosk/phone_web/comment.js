/** The comment: an item of its own, padded to one length (formats page, section 4). */

import { concat, uint16, utf8 } from "./bytes.js";
import { DIGEST_PREFIX_BYTES, FORMAT_VERSION, InvalidAnswer } from "./survey.js";

/** What a visitor may write, counted in Unicode code points. */
export const COMMENT_CHARACTERS = 500;
const COMMENT_BYTES = 2000;

/** The text as it will be masked and sealed: lines end in LF, no control characters, trimmed. */
export const clean = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "")
    .trim();

/** Length in code points, as the limit counts. */
export const characters = (text) => Array.from(text).length;

/** Encode a cleaned and masked comment at its fixed length. Throws `InvalidAnswer`. */
export function encodeComment(survey, { text, language }) {
  const bytes = utf8(text);
  const index = survey.languages.indexOf(language);
  const wanted = survey.questions.some((each) => each.kind === "comment");
  if (!wanted || index < 0 || !text.trim() || characters(text) > COMMENT_CHARACTERS) {
    throw new InvalidAnswer("comment");
  }
  return concat(
    Uint8Array.of(FORMAT_VERSION),
    survey.digest.subarray(0, DIGEST_PREFIX_BYTES),
    Uint8Array.of(index),
    uint16(bytes.length),
    bytes,
    new Uint8Array(COMMENT_BYTES - bytes.length),
  );
}
