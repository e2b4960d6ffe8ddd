/**
 * Sends sealed items, each under one id until it is known to be kept: trying again is safe.
 *
 * A request's body is the item and nothing else; its headers have the same length whatever was
 * answered.
 */

import { fromBase64, toHex } from "./bytes.js";
import { isVouchedFor } from "./proof.js";
import { keyId, newItemId, seal } from "./sealing.js";

const PATIENCE_MS = 30000;
const RENEWABLE = ["work-refused", "lane-renewed"];

/** Why an item is not known to be kept: a code of the problem catalogue, `offline` or `unverified`. */
export class NotKept extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** What the server gave this page to seal and send with. */
export async function readPass(given) {
  const key = fromBase64(given.key);
  const pass = {
    ...given,
    key,
    keyId: await keyId(key),
    signer: fromBase64(given.signer),
    proof: fromBase64(given.proof),
  };
  if ((await isVouchedFor(pass)) === false) throw new NotKept("unverified");
  return pass;
}

/** Sends the items of one visit from one page. */
export class Sender {
  /**
   * `address` is the page's own; `search` its query, which may hold a presence code; `survey` as in
   * `survey.js`; `work(challenge, bits)` gives the proof of work.
   */
  constructor({ address, search, survey, pass, work }) {
    this.address = address;
    this.search = search;
    this.survey = survey;
    this.work = work;
    this.ids = { response: newItemId(), comment: newItemId() };
    this.kept = { response: false, comment: false };
    this.use(pass);
  }

  /** Seal and send from now on with this pass. */
  use(pass) {
    this.pass = pass;
    const [response, comment] = pass.challenges;
    this.challenges = { response, comment };
    for (const challenge of pass.challenges) this.work(challenge, pass.bits);
  }

  /**
   * Have an item kept. `encode(onSite)` gives its bytes before sealing. Throws `NotKept`.
   *
   * A pass that is no longer good is renewed once, and the item sealed anew under the same id.
   */
  async keep(label, encode) {
    if (this.kept[label]) return;
    try {
      await this.post(label, encode);
    } catch (problem) {
      if (!RENEWABLE.includes(problem.code)) throw problem;
      await this.renew();
      await this.post(label, encode);
    }
    this.kept[label] = true;
  }

  async post(label, encode) {
    const { pass, survey } = this;
    const bound = { label, period: pass.period, keyId: pass.keyId, point: pass.point };
    const context = { ...bound, survey: survey.digest };
    const item = await seal(pass.key, context, this.ids[label], encode(pass.onSite));
    const challenge = this.challenges[label];
    await this.ask(`/${label}`, {
      method: "POST",
      body: item,
      headers: {
        "Content-Type": "application/octet-stream",
        Accept: "application/problem+json",
        "Isoloir-Lane": `${pass.period}.${toHex(pass.keyId)}.${toHex(survey.digest)}`,
        "Isoloir-Work": `${challenge}.${await this.work(challenge, pass.bits)}`,
      },
    });
  }

  async renew() {
    const answer = await this.ask(`/pass${this.search}`, {
      headers: { Accept: "application/json" },
    });
    this.use(await readPass(await answer.json()));
  }

  async ask(place, options) {
    const patience = new AbortController();
    const clock = setTimeout(() => patience.abort(), PATIENCE_MS);
    let answer;
    try {
      answer = await fetch(this.address + place, {
        ...options,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: patience.signal,
      });
    } catch {
      throw new NotKept("offline");
    } finally {
      clearTimeout(clock);
    }
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new NotKept(problem.code || "internal");
  }
}
