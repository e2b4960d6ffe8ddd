/**
 * The survey as the browser knows it: the structure that answers are checked and encoded by.
 *
 * A survey is `{ digest, languages, questions }`: the 32 bytes of its identity, its language tags in
 * order, and its questions `{ id, kind, required, show_if: { question, options }, options: [{ id }] }`
 * (formats page, section 2). Answers are an object: question id → array of option ids.
 */

/** What the formats fix and both encoders rely on (shared/limits.py). */
export const FORMAT_VERSION = 1;
export const DIGEST_PREFIX_BYTES = 8;

/** An answer or a text that the survey does not allow. */
export class InvalidAnswer extends Error {}

/** The ids of the options chosen for a question. */
export const chosen = (answers, id) => answers[id] || [];

/** Whether the answers given so far open a question. */
export function isAsked(question, answers) {
  const condition = question.show_if;
  if (!condition) return true;
  return chosen(answers, condition.question).some((each) => condition.options.includes(each));
}

/** The questions that are counted: all but the comment. */
export const counted = (survey) => survey.questions.filter((each) => each.kind !== "comment");

/** The answers without those to questions that the others no longer open. */
export function prune(survey, answers) {
  const kept = {};
  for (const question of counted(survey)) {
    const options = chosen(answers, question.id);
    if (options.length && isAsked(question, kept)) kept[question.id] = options;
  }
  return kept;
}

/** The required questions that are asked and not answered. */
export const missing = (survey, answers) =>
  counted(survey).filter(
    (each) => each.required && isAsked(each, answers) && !chosen(answers, each.id).length,
  );
