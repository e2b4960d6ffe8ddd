"use strict";
// Says every few seconds that the kiosk's page is there, and nothing else (see /alive).
(() => {
  const BEAT_MS = 5000;
  const HEADERS = { "Content-Type": "application/x-www-form-urlencoded" };

  function beat() {
    // A page whose script lives but which shows nothing any more must count as lost.
    if (!document.getElementById("screen")) return;
    fetch("/alive", { method: "POST", headers: HEADERS, body: "", cache: "no-store" }).catch(() => {
      // The server is away; the next beat will tell.
    });
  }

  // Only a page that is shown and not frozen gets a frame to draw.
  const next = () => requestAnimationFrame(beat);

  next();
  setInterval(next, BEAT_MS);
})();
