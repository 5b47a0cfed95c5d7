// Pointers to sources open the list they point into, and paper shows what a screen shows on demand.
(function () {
  "use strict";
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (var at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
    if (target) { target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not(.screen-only)").forEach(function (part) { part.open = true; });
  });
  reveal();
}());
