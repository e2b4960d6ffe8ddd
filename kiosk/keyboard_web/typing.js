/** What a key does to a text field. Nothing is kept outside the field. */

const MARKS = { "^": "\u0302", "¨": "\u0308" };
const MARKED = /([\^¨])([aeiouyAEIOUY])$/;

/** A "^" or a "¨" and the vowel after it make one letter, as on a French keyboard. */
function joined(before) {
  return before.replace(MARKED, (typed, mark, vowel) => {
    const letter = (vowel + MARKS[mark]).normalize("NFC");
    return letter.length === 1 ? letter : typed;
  });
}

/** Put a text where the cursor is, as far as the field has room for it. */
export function type(field, text) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = joined(value.slice(0, start) + text);
  const after = value.slice(end);
  if (field.maxLength >= 0 && before.length + after.length > field.maxLength) return;
  replace(field, before, after);
}

/** Take away what is selected, or the sign before the cursor. */
export function erase(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = value.slice(0, start);
  const shorter = start < end ? before : [...before].slice(0, -1).join("");
  replace(field, shorter, value.slice(end));
}

function replace(field, before, after) {
  field.value = before + after;
  field.setSelectionRange(before.length, before.length);
  if (!after) field.scrollTop = field.scrollHeight;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
