/**
 * Runs the phone's own modules in Node for the tests: a line of JSON in, a line of JSON out.
 *
 * A request is `{ do, with }`; the answer is `{ is }`, or `{ refused }` with the error's message.
 * Bytes travel as hexadecimal text.
 */

import { createInterface } from "node:readline";

import { fromHex, toHex } from "../../../kiosk/phone_web/bytes.js";
import { clean, encodeComment } from "../../../kiosk/phone_web/comment.js";
import { mask } from "../../../kiosk/phone_web/masking.js";
import { isVouchedFor } from "../../../kiosk/phone_web/proof.js";
import { CHANNEL, encodeResponse } from "../../../kiosk/phone_web/response.js";
import { info, keyId, seal, suite } from "../../../kiosk/phone_web/sealing.js";
import { solve } from "../../../kiosk/phone_web/work.js";
import { prune } from "../../../kiosk/phone_web/survey.js";

const PACE = { normal: 0, hasty: 1 };
const CHANNELS = { ...CHANNEL, screen: 1, paper: 3 };

const survey = ({ document, digest }) => ({ ...document, digest: fromHex(digest) });
const context = (given) => ({
  ...given,
  keyId: fromHex(given.key_id),
  survey: fromHex(given.survey),
});

const doings = {
  encode: ({ on, answers, channel, language, pace }) =>
    toHex(
      encodeResponse(survey(on), {
        answers,
        channel: CHANNELS[channel],
        language,
        pace: PACE[pace],
      }),
    ),
  encodeComment: ({ on, text, language }) => toHex(encodeComment(survey(on), { text, language })),
  clean: ({ text }) => clean(text),
  mask: ({ text }) => mask(text),
  prune: ({ on, answers }) => prune(survey(on), answers),
  solve: ({ challenge, bits }) => solve(challenge, bits),
  isVouchedFor: ({ period, key, signer, proof }) =>
    isVouchedFor({
      period,
      key: fromHex(key),
      signer: fromHex(signer),
      proof: fromHex(proof),
    }),
  info: (given) => toHex(info(context(given))),
  keyId: async ({ key }) => toHex(await keyId(fromHex(key))),
  seal: async ({ key, bound, itemId, plaintext }) =>
    toHex(await seal(fromHex(key), context(bound), fromHex(itemId), fromHex(plaintext))),
  publicKey: async ({ seed }) => {
    const { kem } = suite();
    const { publicKey } = await kem.generateKeyPairDerand(fromHex(seed));
    return toHex(new Uint8Array(await kem.serializePublicKey(publicKey)));
  },
  open: async ({ seed, bound, item }) => {
    const hpke = suite();
    const { privateKey } = await hpke.kem.generateKeyPairDerand(fromHex(seed));
    const bytes = fromHex(item);
    const recipient = { recipientKey: privateKey, enc: bytes.slice(16, 16 + 1120) };
    const plaintext = await hpke.open(
      { ...recipient, info: info(context(bound)) },
      bytes.slice(16 + 1120),
    );
    return toHex(new Uint8Array(plaintext));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { is: await doings[request.do](request.with) };
  } catch (error) {
    answer = { refused: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
