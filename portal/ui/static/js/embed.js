/* Tells the page around a frame how high its content is, so that redimensionner.js may fit the frame to it.
   A height and nothing else is told, to whoever shows the frame: it holds nothing personal. */
"use strict";
(() => {
  if (window.parent === window) return;
  let told = 0;

  function tell() {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ type: "open-collectivites:hauteur", height }, "*");
  }

  new ResizeObserver(tell).observe(document.documentElement);
})();
