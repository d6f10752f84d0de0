/* Served as /integrer/redimensionner.js: fits the frames of the portal to the height of what they show.

   For pages of other sites, which load it once whatever the number of frames. It listens to messages
   {type: "open-collectivites:hauteur", height: number} and to nothing else, and only those that come from
   the origin it was itself loaded from, from a frame of this page whose address is under /integrer/.
   It changes the height of that frame, between 80 and 5000 pixels, and sends nothing. A frame with
   sandbox="" has no origin: give it allow-same-origin, or it keeps its height. */
"use strict";
(() => {
  const ORIGIN = new URL(document.currentScript.src).origin;
  const LEAST_PX = 80;
  const MOST_PX = 5000;

  function isHeight(data) {
    return (
      typeof data === "object" &&
      data !== null &&
      data.type === "open-collectivites:hauteur" &&
      Number.isInteger(data.height) &&
      data.height >= LEAST_PX &&
      data.height <= MOST_PX
    );
  }

  function isOurs(frame) {
    const address = new URL(frame.src, document.baseURI);
    return address.origin === ORIGIN && address.pathname.startsWith("/integrer/");
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== ORIGIN || !isHeight(event.data)) return;
    for (const frame of document.querySelectorAll("iframe[src]")) {
      if (frame.contentWindow === event.source && isOurs(frame)) frame.style.height = `${event.data.height}px`;
    }
  });
})();
