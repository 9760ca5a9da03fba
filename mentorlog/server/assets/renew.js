/* The page is renewed in its place when the journal changed: nothing that is being typed stands in what is replaced. */
(function () {
  "use strict";
  var facts = window.mentorlog, keeper = window.mentorlogKeeper;
  var site = keeper.standing.site, shown = keeper.served, waits = false, running = false;

  function content(page) { return page.querySelector(".md-content__inner"); }
  function isSelecting() {
    var selection = window.getSelection();
    return selection && !selection.isCollapsed && content(document).contains(selection.anchorNode) && !keeper.isOpen();
  }
  function blocks(page) { return Array.from(content(page).querySelectorAll("h1, h2, h3, p, li, article[id]")); }
  function sign(block) { return block.tagName + block.textContent.trim().slice(0, 80); }
  /* A way back to the passage that is at the top of the window. */
  function place() {
    var block = blocks(document).find(function (each) { return each.getBoundingClientRect().top >= 0; });
    if (!block || window.scrollY === 0) { return function () { return; }; }
    var top = block.getBoundingClientRect().top, name = sign(block);
    return function () {
      var same = blocks(document).find(function (each) { return sign(each) === name; });
      if (same) { window.scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" }); }
    };
  }
  function fold(summary) { return summary.parentElement.id || sign(summary); }
  function named(each) { return each.dataset.words || each.textContent; }
  /* A way back to the link or button that has the focus, and to what was unfolded. */
  function hand() {
    var active = document.activeElement, inside = content(document).contains(active);
    var owner = inside && active.closest("[id]"), text = inside && named(active), tag = inside && active.tagName;
    var unfolded = Array.from(content(document).querySelectorAll("details[open] > summary")).map(fold);
    return function () {
      content(document).querySelectorAll("details > summary").forEach(function (each) {
        if (unfolded.indexOf(fold(each)) >= 0) { each.parentElement.open = true; }
      });
      var home = owner && document.getElementById(owner.id);
      var same = home && (home.tagName === tag && named(home) === text ? home : Array.from(home.querySelectorAll(tag)).find(
        function (each) { return named(each) === text; }));
      if (same) { same.focus({ preventScroll: true }); }
    };
  }
  function swap(text) {
    var page = new DOMParser().parseFromString(text, "text/html"), now = content(page);
    if (!now || now.innerHTML === shown) { document.dispatchEvent(new CustomEvent("mentorlog:renewed")); return; }
    shown = now.innerHTML;
    var back = place(), again = hand();
    content(document).replaceChildren.apply(content(document), Array.from(now.childNodes));
    keeper.title(page.title);
    facts.dress();
    again();
    back();
    document.dispatchEvent(new CustomEvent("mentorlog:renewed"));
  }
  function renew() {
    if (!content(document) || document.querySelector(".ml-search")) { return; } // what was searched for is its reader's own
    if (document.hidden || isSelecting() || running) { waits = true; return; }
    var pause = 200;
    waits = false;
    running = true;
    window.fetch(window.location.pathname, { cache: "no-store" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      if (isSelecting()) { waits = true; } else if (text) { swap(text); }
    }).catch(function () { waits = true; pause = 3000; }).then(function () {
      running = false;
      if (waits && !document.hidden && !isSelecting()) { window.setTimeout(renew, pause); }
    });
  }
  keeper.listen(function (standing) {
    if (standing.lost || standing.site === site) { return; }
    site = standing.site;
    renew();
  });
  function late() { if (waits) { renew(); } }
  window.addEventListener("load", renew); // the page may be older than what its script was told
  document.addEventListener("visibilitychange", late);
  document.addEventListener("selectionchange", late);
})();
