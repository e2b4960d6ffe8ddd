/** The proofs of work of a page, done in a worker while the visitor answers. */

/** Gives `work(challenge, bits)`: a promise of the counter, begun at the first call. */
export function makeWork(workerAddress) {
  const promises = new Map();
  const settle = new Map();
  let worker = null;

  function begin() {
    worker = new Worker(workerAddress);
    worker.onmessage = ({ data }) => settle.get(data.challenge).resolve(data.counter);
    worker.onerror = () => {
      for (const each of settle.values()) each.reject(new Error("work"));
    };
  }

  return function work(challenge, bits) {
    if (!promises.has(challenge)) {
      if (!worker) begin();
      const promise = new Promise((resolve, reject) => settle.set(challenge, { resolve, reject }));
      promise.catch(() => {});
      promises.set(challenge, promise);
      worker.postMessage({ challenge, bits });
    }
    return promises.get(challenge);
  };
}
