/* The link was right: keep what this browser's writes must carry, where no other port can read it, and go on. */
(function () {
  "use strict";
  try { window.localStorage.setItem("mentorlog token", document.currentScript.dataset.token); } catch (error) { /* it only reads */ }
  window.location.replace("/index.html");
})();
