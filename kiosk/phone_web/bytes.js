/** Bytes and their written forms. */

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** Parts one after the other. */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A number as two bytes, big-endian. */
export const uint16 = (number) => Uint8Array.of(number >> 8, number & 0xff);

/** Bytes of a hexadecimal text. */
export const fromHex = (text) =>
  Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));

/** Bytes as a hexadecimal text. */
export const toHex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of a base64 text (standard alphabet). */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

/** SHA-256 of bytes. */
export const digest = async (bytes) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
