/**
 * The survey on a phone: answers stay in this page until they are sealed in it.
 *
 * Until this script has found that it can seal in this browser, the page is a plain form, and says
 * so. From then on the form is never sent as such.
 */

import { fromHex } from "./bytes.js";
import { encodeComment } from "./comment.js";
import { SurveyForm } from "./form.js";
import { CHANNEL, encodeResponse } from "./response.js";
import { seal } from "./sealing.js";
import { NotKept, Sender, readPass } from "./sending.js";
import { Texts } from "./texts.js";
import { makeWork } from "./working.js";

const find = (id) => document.getElementById(id);

/** What a visitor is told of a problem, beside that nothing was recorded. */
const WORD_OF = {
  offline: "offline",
  "phone-ceiling": "busy",
  "presence-missing": "presence",
  "survey-renewed": "renewed",
  "poster-unknown": "poster",
  "survey-unavailable": "closed",
};

async function begin() {
  const data = JSON.parse(find("data").textContent);
  const survey = { ...data, digest: fromHex(data.digest) };
  const texts = new Texts(data, document.documentElement.lang);
  const form = find("survey");
  const page = new Page(form, survey, texts);
  try {
    await page.prepare(JSON.parse(find("pass").textContent));
  } catch (problem) {
    if (!(problem instanceof NotKept)) return;
    page.refuse();
  }
  document.documentElement.classList.replace("plain", "sealed");
  page.takeOver();
}

class Page {
  constructor(form, survey, texts) {
    this.form = form;
    this.survey = survey;
    this.texts = texts;
    this.send = find("send");
    this.sending = false;
  }

  /** Make ready to seal; throws when this browser cannot. */
  async prepare(given) {
    const pass = await readPass(given);
    const context = { label: "test", period: pass.period, keyId: pass.keyId, point: pass.point };
    await seal(pass.key, { ...context, survey: this.survey.digest }, new Uint8Array(16), context.keyId);
    this.sender = new Sender({
      address: this.form.getAttribute("action"),
      search: location.search,
      survey: this.survey,
      pass,
      work: makeWork(this.form.dataset.worker),
    });
  }

  /** From now on the form is answered, checked, sealed and sent from here. */
  takeOver() {
    this.answered = new SurveyForm(this.form, this.survey, this.texts);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    for (const button of this.form.querySelectorAll(".language")) {
      button.type = "button";
      button.addEventListener("click", () => this.speak(button.lang));
    }
    find("finish").addEventListener("click", () => this.thank());
    this.send.disabled = !this.sender;
    this.texts.showLanguage();
  }

  async speak(language) {
    await this.texts.speak(language);
    this.answered.refresh();
  }

  async submit() {
    if (this.sending || !this.sender || !this.isComplete()) return;
    this.sending = true;
    this.wait();
    try {
      await this.keep();
      this.thank();
    } catch (problem) {
      this.fail(problem.code);
    }
    this.sending = false;
  }

  isComplete() {
    const missing = this.answered.firstMissing();
    this.tell(...(missing ? ["some_missing"] : this.answered.isTooLong() ? ["too_long"] : []));
    if (missing) missing.querySelector("input").focus();
    return !missing && !this.answered.isTooLong();
  }

  async keep() {
    const { language } = this.texts;
    await this.sender.keep("response", (onSite) =>
      encodeResponse(this.survey, {
        answers: this.answered.answers(),
        channel: onSite ? CHANNEL.phone_on_site : CHANNEL.phone,
        language,
      }),
    );
    const { text } = this.answered.masked();
    if (text) {
      await this.sender.keep("comment", () => encodeComment(this.survey, { text, language }));
    }
  }

  wait() {
    this.tell();
    this.form.classList.add("sending");
    this.texts.say(this.send.querySelector("[data-t]"), "sending");
  }

  fail(code) {
    this.form.classList.remove("sending");
    this.texts.say(this.send.querySelector("[data-t]"), "try_again");
    if (this.sender.kept.response) {
      this.tell("comment_lost");
      find("finish").hidden = false;
    } else {
      this.tell("not_recorded", WORD_OF[code] || "", "still_here");
    }
    find("trouble").scrollIntoView({ block: "center" });
  }

  /** The key of this page is not the collector's: nothing may be sealed to it. */
  refuse() {
    this.tell("unverified");
  }

  /** Say these words above the button that sends; nothing when there are none. */
  tell(...names) {
    const trouble = find("trouble");
    trouble.replaceChildren(
      ...names.filter(Boolean).map((name) => {
        const line = document.createElement("p");
        this.texts.say(line, name);
        return line;
      }),
    );
    trouble.hidden = !names.length;
  }

  /** Nothing of the answers is left on the page. */
  thank() {
    this.form.reset();
    this.form.remove();
    const thanks = find("thanks");
    thanks.hidden = false;
    window.scrollTo(0, 0);
    const heading = thanks.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
  }
}

begin();
