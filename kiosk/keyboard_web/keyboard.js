/**
 * The keyboard on the screen, for the comment: opens when its field is touched, or by its button.
 *
 * Without this script, or for whoever has a keyboard of their own, the field is an ordinary one. The
 * keys are not in the order of the Tab key: with a keyboard in hand nobody needs them.
 */

import Keyboard from "simple-keyboard/build/index.modern.esm.js";

import { layoutsFor } from "./layouts.js";
import { erase, type } from "./typing.js";

const find = (selector) => document.querySelector(`#screen ${selector}`);

let open = null; // the keyboard that is shown, if any

function close() {
  if (!open) return;
  open.destroy();
  open = null;
  const place = find(".keyboard");
  if (!place) return;
  place.hidden = true;
  find("[data-keyboard-open]").hidden = false;
}

/** The words of the keys that are no letters, as the page gives them. */
function words(place, other) {
  const { erase, line, capitals, space, close } = place.dataset;
  return {
    names: {
      "{bksp}": erase, "{enter}": line, "{shift}": capitals, "{space}": space, "{close}": close,
      "{other}": other,
    },
    signs: {
      "{bksp}": "⌫", "{enter}": "⏎", "{shift}": "⇧", "{space}": space, "{close}": close,
      "{other}": other,
    },
  };
}

function show() {
  if (open) return;
  const place = find(".keyboard");
  const field = find("textarea");
  const layouts = layoutsFor(find("[name=_language]").value);
  let current = 0;
  place.hidden = false;
  find("[data-keyboard-open]").hidden = true;

  function options(layoutName) {
    const other = layouts[(current + 1) % layouts.length].name;
    const { names, signs } = words(place, other);
    return {
      layout: layouts[current].keys,
      layoutName,
      display: signs,
      buttonAttributes: [
        { attribute: "type", value: "button", buttons: allKeys(layouts[current].keys) },
        { attribute: "tabindex", value: "-1", buttons: allKeys(layouts[current].keys) },
        ...Object.entries(names).map(([buttons, value]) => ({
          attribute: "aria-label", value, buttons,
        })),
        { attribute: "aria-pressed", value: String(layoutName === "shift"), buttons: "{shift}" },
      ],
    };
  }

  function press(key) {
    field.focus({ preventScroll: true });
    open.clearInput(); // the library would keep a copy of its own
    const capitals = open.options.layoutName === "shift";
    if (key === "{close}") return void setTimeout(close);
    if (key === "{other}") current = (current + 1) % layouts.length;
    else if (key === "{bksp}") erase(field);
    else if (key === "{enter}") type(field, "\n");
    else if (key === "{space}") type(field, " ");
    else if (key !== "{shift}") type(field, key);
    const next = key === "{shift}" && !capitals ? "shift" : "default";
    if (key === "{other}" || next !== open.options.layoutName) {
      setTimeout(() => open?.setOptions(options(next)));
    }
    return undefined;
  }

  open = new Keyboard(place.querySelector(".simple-keyboard"), {
    ...options("default"),
    theme: "keys",
    useButtonTag: true,
    disableButtonHold: true, // a hand that rests or shakes writes each letter once
    preventMouseDownDefault: true,
    useMouseEvents: true, // a key writes when the finger lifts: who slides off it writes nothing
    disableCaretPositioning: true,
    onKeyPress: press,
  });
  field.focus({ preventScroll: true });
}

function allKeys({ default: plain, shift }) {
  return [...new Set([...plain, ...shift].join(" ").split(" "))].join(" ");
}

function count() {
  const field = find("textarea");
  const shown = find("[data-count]");
  if (!field || !shown) return;
  shown.textContent = shown.dataset.count.replace("#", field.maxLength - field.value.length);
}

function enter() {
  close();
  count();
  const button = find("[data-keyboard-open]");
  if (button) button.hidden = false;
}

addEventListener("input", count);
addEventListener("click", (event) => {
  if (event.target.closest("[data-keyboard-open], #screen:has(.keyboard) textarea")) show();
});
document.addEventListener("htmx:load", enter);
addEventListener("pagehide", close);
enter();
