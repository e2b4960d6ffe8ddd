/**
 * The proof of work that a sealed answer comes with: a number whose digest, together with the
 * server's challenge, begins with enough zero bits. Nothing of the answers goes into it.
 */

import { sha256 } from "@hpke/common";

import { utf8 } from "./bytes.js";

const COUNTER_DIGITS = 8;

/** How a counter is written: always as long, so that every request is. */
export const written = (counter) => counter.toString(16).padStart(COUNTER_DIGITS, "0");

/** How many zero bits some bytes begin with. */
export function leadingZeros(bytes) {
  let zeros = 0;
  for (const byte of bytes) {
    if (byte) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}

/** The first counter that is work enough for a challenge, as written behind it. */
export function solve(challenge, bits) {
  for (let counter = 0; ; counter += 1) {
    const text = written(counter);
    if (leadingZeros(sha256(utf8(`${challenge}.${text}`))) >= bits) return text;
  }
}
