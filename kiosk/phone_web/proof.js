/**
 * The collector's signature of the period key (formats page, section 9): what the page can check by
 * itself of the chain from the poster to the tally.
 */

import { concat, utf8 } from "./bytes.js";

const PRODUCT = "isoloir/1";

/** The CBOR that the collector signs: `{ "v": 1, "key": key, "period": period }`. */
export function periodKeyMessage(period, key) {
  const payload = concat(
    Uint8Array.of(0xa3, 0x61),
    utf8("v"),
    Uint8Array.of(0x01, 0x63),
    utf8("key"),
    Uint8Array.of(0x59, key.length >> 8, key.length & 0xff),
    key,
    Uint8Array.of(0x66),
    utf8("period"),
    Uint8Array.of(0x60 + period.length),
    utf8(period),
  );
  return concat(utf8(`${PRODUCT}/period-key`), Uint8Array.of(0), payload);
}

/**
 * Whether the collector signed this period key: true, false, or null in a browser that does not
 * know Ed25519.
 */
export async function isVouchedFor({ period, key, signer, proof }) {
  let verifier;
  try {
    verifier = await crypto.subtle.importKey("raw", signer, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify("Ed25519", verifier, proof, periodKeyMessage(period, key));
}
