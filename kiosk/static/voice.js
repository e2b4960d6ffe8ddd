"use strict";
// Reads the screens aloud and lets a numeric keypad alone answer them; the recordings and the order
// in which they are said come with each screen (kiosk/pages/aloud.py). Nothing is ever stored.
//
//   1 to 9   choose          +   skip           0   say everything again; at first: turn the voice on
//   Enter    go on           -   go back        *   stop the voice
//   .        accessibility menu                 /   languages
//
// The accessibility menu switches all of them off, save Enter.
(() => {
  const MOVES = {
    "+": ["skip"],
    "-": ["back", "stay"],
    ".": ["access"],
    ",": ["access"],
    "/": ["languages:0"],
  };

  const screen = () => document.getElementById("screen");
  const part = (selector) => screen()?.querySelector(selector);
  const button = (value) => part(`button[name="_do"][value="${value}"]`);

  const player = new Audio();
  let waiting = [];

  function tell(name, address = "") {
    document.dispatchEvent(new CustomEvent(name, { detail: address }));
  }

  function hush() {
    waiting = [];
    player.pause();
  }

  function next() {
    const address = waiting.shift();
    if (!address) {
      tell("kiosk:said");
      return;
    }
    player.src = address;
    player.volume = Number(screen().dataset.volume);
    tell("kiosk:saying", address);
    // Refused before the first touch, or cut off by the next action: silence is the answer.
    player.play().catch(() => {});
  }

  /** Say these recordings one after the other, instead of what is being said. */
  function say(addresses) {
    hush();
    if (!addresses || !screen()?.dataset.volume) return;
    waiting = addresses.split(" ");
    next();
  }

  player.addEventListener("ended", next);
  player.addEventListener("error", next);

  const reply = (name) => say(screen().dataset[name]);

  /** Mark the one answer that Enter will give; which one is not said. */
  function pick(option) {
    for (const each of screen().querySelectorAll(".picked")) each.classList.remove("picked");
    option.classList.add("picked");
  }

  function press(digit) {
    const target = part(`[data-key="${digit}"]`);
    if (!target) return reply("none");
    const box = target.querySelector("input");
    if (box) return box.click();
    if (target.matches(".line:not(.picked)") && screen().dataset.volume) {
      pick(target); // the same digit again changes it
      return say(target.dataset.say);
    }
    if (target.matches(".language, .tongue")) {
      // Who listens is not left with a language that nobody speaks here.
      if (screen().dataset.volume && !target.dataset.say) return reply("unspoken");
      pick(target);
      return say(target.dataset.say);
    }
    if (target.value.startsWith("choose:")) {
      pick(target);
      return reply("chosen");
    }
    return target.click();
  }

  function goOn() {
    const target = part(".picked:not(.line)") ?? part("[data-enter]");
    if (target) target.click();
    else say(screen().dataset.say);
  }

  /** The digit on a key, also on a keypad whose Num Lock is off; empty for none. */
  function digitOf(event) {
    return /^Numpad(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : "");
  }

  /** Whether a key has a meaning of its own where the focus is. */
  function isTaken(event) {
    const here = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return true;
    if (screen().matches("[data-desk]")) return true; // agents type there
    if (document.querySelector("dialog[open]") || here.matches("textarea, input[type=text]")) {
      return true;
    }
    return event.key === "Enter" && here.matches("button, a, summary");
  }

  addEventListener("keydown", (event) => {
    hush();
    if (event.defaultPrevented || !screen() || isTaken(event)) return;
    if (screen().dataset.keys === "off" && event.key !== "Enter") return;
    const voice = button("voice");
    const fromPad = event.code.startsWith("Numpad");
    const digit = digitOf(event);
    if (voice && (digit === "0" || (fromPad && screen().matches(".attract")))) voice.click();
    else if (digit === "0") say(screen().dataset.say);
    else if (digit) press(digit);
    else if (event.code === "NumpadDecimal") button("access")?.click();
    else if (event.key in MOVES) MOVES[event.key].map(button).find((each) => each)?.click();
    else if (event.key === "Enter") goOn();
    else return;
    event.preventDefault();
  });

  addEventListener("pointerdown", hush);
  addEventListener("click", (event) => {
    if (event.target.closest("[data-repeat]")) say(screen().dataset.say);
    else if (event.target.closest("[data-hush]")) hush();
  });

  addEventListener("change", (event) => {
    if (event.target.matches("[type=checkbox]")) reply(event.target.checked ? "chosen" : "removed");
  });

  addEventListener("focusin", (event) => {
    const said = event.target.closest("[data-say]");
    if (said && said !== screen() && event.target.matches(":focus-visible")) say(said.dataset.say);
  });

  document.addEventListener("kiosk:enter", () => say(screen().dataset.say));
  document.addEventListener("kiosk:ask", (event) => reply(event.detail));
  addEventListener("pagehide", hush);
})();
