/**
 * The page's texts: numbered in the markup, known in every language of the survey.
 *
 * The language the page came in is there before this script; on a slow network the others arrive
 * while the first questions are being read.
 */

/** The whole page is here. */
const loaded = () =>
  new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });

const read = (language) => JSON.parse(document.getElementById(`texts-${language}`).textContent);

/** Writes the page in one language at a time. */
export class Texts {
  constructor(data, language) {
    this.data = data;
    this.language = language;
    this.texts = { [language]: read(language) };
  }

  /** The text of one of the page's own words. */
  word(name) {
    return this.text(this.data.words[name]);
  }

  /** The text of a number. */
  text(number) {
    return this.texts[this.language][number];
  }

  /** Have an element say a word, in this language and in the next ones. */
  say(element, name) {
    element.dataset.t = this.data.words[name];
    element.textContent = this.word(name);
  }

  /** Change the language of everything on the page. */
  async speak(language) {
    if (!this.texts[language]) {
      await loaded();
      this.texts[language] = read(language);
    }
    this.language = language;
    const root = document.documentElement;
    root.lang = language;
    root.dir = this.data.directions[language];
    document.title = this.text(this.data.title);
    for (const each of document.querySelectorAll("[data-t]")) {
      each.textContent = this.text(Number(each.dataset.t));
    }
    for (const each of document.querySelectorAll("[data-t-label]")) {
      each.setAttribute("aria-label", this.text(Number(each.dataset.tLabel)));
    }
    this.showLanguage();
    const reviewed = this.data.reviewed.includes(language);
    document.getElementById("not-reviewed").hidden = reviewed;
  }

  /** Mark the language being spoken among the others, and bring it into sight. */
  showLanguage() {
    for (const each of document.querySelectorAll(".language")) {
      if (each.lang !== this.language) {
        each.removeAttribute("aria-current");
        continue;
      }
      each.setAttribute("aria-current", "true");
      each.scrollIntoView({ block: "nearest", inline: "center" });
    }
  }
}
