/**
 * Sealing in the visitor's browser (formats page, section 5): what leaves the phone opens with the
 * period's private key only, which neither this page nor the server that gave it has.
 */

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

import { concat, digest, uint16, utf8 } from "./bytes.js";

const PRODUCT = "isoloir/1";
const KEY_ID_BYTES = 8;

/** Bytes of an item's random id. */
export const ITEM_ID_BYTES = 16;

/** A fresh item id: whoever stores it counts it once, however often it is sent. */
export const newItemId = () => crypto.getRandomValues(new Uint8Array(ITEM_ID_BYTES));

/** The name of a period key: the first 8 bytes of its digest. */
export const keyId = async (key) => (await digest(key)).subarray(0, KEY_ID_BYTES);

/** The HPKE suite of the formats page. */
export const suite = () =>
  new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });

/**
 * The HPKE `info` that binds an item to everything that gives it meaning.
 *
 * `context` is `{ label, period, keyId, point, survey }`: texts, 8 bytes, text, 32 bytes.
 */
export function info(context) {
  const parts = [
    utf8(PRODUCT),
    utf8(context.label),
    utf8(context.period),
    context.keyId,
    utf8(context.point),
    context.survey,
  ];
  return concat(...parts.flatMap((part) => [uint16(part.length), part]));
}

/** Seal encoded answers to a period key (1,216 bytes): item id ‖ encapsulation ‖ ciphertext. */
export async function seal(key, context, itemId, plaintext) {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(key);
  const sealed = await hpke.seal({ recipientPublicKey, info: info(context) }, plaintext);
  return concat(itemId, new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}
