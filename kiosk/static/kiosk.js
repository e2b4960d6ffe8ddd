"use strict";
// What the pages gain with JavaScript; each also works without. Nothing is ever stored.
(() => {
  const HOME = "/";
  const CODE_SECONDS = 60; // much less than a code lives
  const IDLE_EVENTS = ["pointerdown", "pointermove", "keydown", "input", "wheel"];

  const screen = () => document.getElementById("screen");
  const part = (selector) => screen()?.querySelector(selector);

  let silence = 0; // timer until the warning, the erasing or the return
  let ticking = 0; // interval of the visible countdown

  function stopTimers() {
    clearTimeout(silence);
    clearInterval(ticking);
  }

  /** Leave nothing of the visit: no page to come back to, no field to restore. */
  function leave() {
    stopTimers();
    document.body.replaceChildren();
    location.replace(HOME);
  }

  /** Erase the visit here and have the server refuse it from now on. */
  function erase() {
    const visit = screen().dataset.visit; // none in a menu opened before the visit
    const body = new URLSearchParams({ _visit: visit, _do: "erase" });
    if (visit) navigator.sendBeacon("/visit", body);
    leave();
  }

  function countDown(seconds, shown, then) {
    const end = performance.now() + seconds * 1000;
    clearInterval(ticking);
    ticking = setInterval(() => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      if (shown) shown.textContent = String(left);
      if (left === 0) then();
    }, 250);
  }

  function warn() {
    const dialog = part("#still-there");
    const shown = dialog.querySelector("[data-countdown]");
    const seconds = Number(screen().dataset.warning);
    shown.textContent = String(seconds);
    closeDialogs();
    dialog.showModal();
    tell("kiosk:ask", "still");
    countDown(seconds, shown, erase);
  }

  /** What follows when nobody touches anything: the warning, or the first screen as it comes. */
  function waitForSilence() {
    const { idle, return: home } = screen()?.dataset ?? {};
    if (!idle && !home) return;
    stopTimers();
    silence = idle ? setTimeout(warn, idle * 1000) : setTimeout(leave, home * 1000);
  }

  function tell(name, detail = "") {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  function closeDialogs() {
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  }

  function active() {
    // The warning goes by a tap or a key of its own, so that none falls through to an answer.
    if (!part("#still-there[open]")) waitForSilence();
  }

  function goOn() {
    closeDialogs();
    waitForSilence();
  }

  /** A second quick tap must not answer the screen that has just come. */
  function guard() {
    const shown = screen();
    const pause = Number(shown.dataset.guard || 0);
    if (!pause) return;
    shown.classList.add("guarded");
    setTimeout(() => shown.classList.remove("guarded"), pause);
  }

  /** htmx notes the address there, for a history that is switched off here. */
  function forget() {
    try {
      sessionStorage.clear();
    } catch {
      // A browser without storage has nothing to forget.
    }
  }

  function enter() {
    const shown = screen();
    stopTimers();
    forget();
    document.documentElement.lang = shown.lang;
    document.documentElement.dir = shown.dir;
    scrollTo(0, 0);
    if (!shown.dataset.desk) part("h1")?.focus(); // the desk chooses its own (desk.js)
    guard();
    waitForSilence();
    tell("kiosk:enter");
  }

  function trouble() {
    const dialog = part("#trouble");
    if (!dialog) return leave();
    closeDialogs();
    dialog.showModal();
    tell("kiosk:ask", "trouble");
    return undefined;
  }

  // Who listens is there.
  for (const each of ["kiosk:saying", "kiosk:said"]) document.addEventListener(each, active);

  /** The code for phones changes while the first screen stays on. */
  async function renewCode() {
    const shown = part("[data-scan]");
    if (!shown) return;
    try {
      const reply = await fetch("/scan");
      if (reply.ok) shown.outerHTML = await reply.text();
    } catch {
      // The code on the screen stays good for a few minutes; the next attempt comes before.
    }
  }

  setInterval(renewCode, CODE_SECONDS * 1000);

  for (const each of IDLE_EVENTS) addEventListener(each, active, { passive: true });

  addEventListener("keydown", (event) => {
    if (part("#still-there[open]") && event.key !== "Tab" && event.key !== "Shift") {
      event.preventDefault();
      goOn();
    }
  });

  addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-leave]")) {
      event.preventDefault();
      leave();
    } else if (target.closest("[data-close]")) {
      closeDialogs();
    } else if (target.closest("#still-there")) {
      goOn();
    }
  });

  addEventListener(
    "click",
    (event) => {
      // A key presses buttons too, and no style keeps it from them.
      if (!screen()?.classList.contains("guarded")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );

  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === screen()) enter();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // What is not one of our screens (a proxy's error page) must not take this one's place.
    if (event.detail.xhr.status && !event.detail.xhr.response.includes('id="screen"')) {
      event.detail.shouldSwap = false;
      trouble();
    }
  });
  for (const each of ["htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
    document.addEventListener(each, trouble);
  }

  // A page taken out of the browser's memory again must not show an earlier visitor's screen.
  addEventListener("pagehide", () => document.body.replaceChildren());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(HOME);
  });

  // Once the voice is there too.
  addEventListener("DOMContentLoaded", () => screen() && enter());
})();
