"use strict";
// The desk's page: a keypad for the PIN, a look at how sending goes, and leaving when left alone.
(() => {
  const HOME = "/";
  const ACTIVE = ["pointerdown", "keydown", "input"];

  const screen = () => document.querySelector("#screen[data-desk]");
  const pin = () => document.getElementById("pin");
  let silence = 0;
  let look = 0;

  /** End the session here and on the server, and leave no page to come back to. */
  function leave() {
    const session = screen()?.elements._session?.value || "";
    navigator.sendBeacon("/desk", new URLSearchParams({ _do: "leave", _session: session }));
    document.body.replaceChildren();
    location.replace(HOME);
  }

  function waitForSilence() {
    clearTimeout(silence);
    if (screen()) silence = setTimeout(leave, Number(screen().dataset.desk) * 1000);
  }

  function enter(byHand) {
    const shown = screen();
    clearTimeout(look);
    if (!shown) return;
    const first = ["[aria-invalid]", "[data-first]"].map((each) => shown.querySelector(each));
    (pin() || first[0] || first[1] || shown.querySelector("h1"))?.focus();
    if (byHand) waitForSilence();
    const again = shown.querySelector("[data-look]");
    if (again) {
      look = setTimeout(() => {
        htmx.ajax("POST", "/desk", {
          target: "#screen",
          swap: "outerHTML",
          values: { _do: "look", _session: shown.elements._session.value },
        });
      }, Number(again.dataset.look));
    }
  }

  for (const each of ACTIVE) addEventListener(each, waitForSilence, { passive: true });

  // Wherever the focus went, digits are meant for the PIN.
  addEventListener("keydown", (event) => {
    if (/^[0-9]$/.test(event.key)) pin()?.focus();
  });

  addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit], [data-erase]");
    if (!key || !pin()) return;
    if (key.dataset.digit === undefined) pin().value = pin().value.slice(0, -1);
    else if (pin().value.length < pin().maxLength) pin().value += key.dataset.digit;
  });

  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === screen()) enter(false);
  });

  enter(true);
})();
