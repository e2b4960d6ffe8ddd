/** The survey's form: what is answered, what is asked because of it, what the comment will say. */

import { COMMENT_CHARACTERS, characters, clean } from "./comment.js";
import { mask } from "./masking.js";
import { isAsked, missing, prune } from "./survey.js";

/** The form on the page. */
export class SurveyForm {
  constructor(form, survey, texts) {
    this.form = form;
    this.survey = survey;
    this.texts = texts;
    this.comment = form.querySelector("textarea");
    form.addEventListener("input", () => this.refresh());
    for (const button of form.querySelectorAll("[data-clear]")) {
      button.addEventListener("click", () => this.clear(button.dataset.clear));
    }
    this.refresh();
  }

  /** Everything chosen, of questions asked or not. */
  chosen() {
    const chosen = {};
    for (const input of this.form.querySelectorAll("input:checked")) {
      if (input.value) (chosen[input.name] = chosen[input.name] || []).push(input.value);
    }
    return chosen;
  }

  /** The answers to the questions that are asked. */
  answers() {
    return prune(this.survey, this.chosen());
  }

  /** The comment as it will be sealed: `{ text, kinds }`, the text empty for none. */
  masked() {
    const question = this.survey.questions.find((each) => each.kind === "comment");
    const asked = question && isAsked(question, this.answers());
    return asked ? mask(clean(this.comment.value)) : { text: "", kinds: [] };
  }

  /** Whether the comment is longer than one may be. */
  isTooLong() {
    return characters(this.masked().text) > COMMENT_CHARACTERS;
  }

  /** The first required question without an answer, after saying so at each of them. */
  firstMissing() {
    const ids = missing(this.survey, this.answers()).map((each) => each.id);
    for (const note of this.form.querySelectorAll(".missing-note")) {
      const question = note.closest(".question");
      note.hidden = !ids.includes(question.id);
      question.classList.toggle("missing", !note.hidden);
    }
    return ids.length ? document.getElementById(ids[0]) : null;
  }

  clear(id) {
    for (const input of this.form.querySelectorAll(`input[name="${id}"]`)) input.checked = false;
    this.refresh();
    document.getElementById(id).querySelector("input").focus();
  }

  /** Show what is asked, and what can be cleared; say how the comment stands. */
  refresh() {
    const answers = this.answers();
    for (const question of this.survey.questions) {
      document.getElementById(question.id).hidden = !isAsked(question, answers);
    }
    for (const button of this.form.querySelectorAll("[data-clear]")) {
      button.hidden = !answers[button.dataset.clear];
    }
    for (const note of this.form.querySelectorAll(".missing-note:not([hidden])")) {
      const question = note.closest(".question");
      note.hidden = Boolean(answers[question.id]);
      question.classList.toggle("missing", !note.hidden);
    }
    if (this.comment) this.refreshComment();
  }

  refreshComment() {
    const { text, kinds } = this.masked();
    const left = COMMENT_CHARACTERS - characters(text);
    const counter = this.form.querySelector("[data-left]");
    counter.textContent = this.texts.word("left").replace("%(left)s", left);
    counter.classList.toggle("over", left < 0);
    const masked = this.form.querySelector("[data-masked]");
    masked.hidden = !kinds.length;
    masked.querySelector("[data-as-sent]").textContent = kinds.length ? text : "";
    const names = Array.from(new Set(kinds), (kind) => this.texts.word(`kind_${kind}`));
    masked.querySelector("[data-kinds]").textContent = names.join(", ");
  }
}
