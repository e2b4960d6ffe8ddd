/** Does the proof of work beside the page, which stays free to be read and answered. */

import { solve } from "./work.js";

onmessage = ({ data: { challenge, bits } }) => {
  postMessage({ challenge, counter: solve(challenge, bits) });
};
