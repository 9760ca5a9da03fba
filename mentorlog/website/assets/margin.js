/* Comments beside their words. Without this script, or on a narrow screen, they stand below the paragraph. */
(function () {
  "use strict";
  var facts = window.mentorlog;
  var wide = window.matchMedia("screen and (min-width: 68em)");
  var gap = 10;
  var body, threads, page;

  function idOf(element) {
    var remark = element.querySelector("[id^='c-']");
    return remark ? remark.id.slice(2) : "";
  }
  function marksOf(id) {
    return Array.from(document.querySelectorAll("mark[data-comments~='" + id + "']"));
  }
  function threadOf(id) {
    var remark = document.getElementById("c-" + id);
    return remark && remark.closest(".ml-thread");
  }
  function arrange() {
    document.documentElement.classList.toggle("ml-margin", wide.matches);
    threads.forEach(function (thread) { thread.style.top = ""; });
    page.style.minHeight = "";
    if (!wide.matches) { return; }
    var top = body.getBoundingClientRect().top;
    var wanted = threads.map(function (thread) {
      var mark = marksOf(idOf(thread))[0];
      return { thread: thread, top: mark ? mark.getBoundingClientRect().top - top : 0 };
    });
    var free = 0;
    wanted.forEach(function (each) {
      var at = Math.max(each.top, free);
      each.thread.style.top = at + "px";
      free = at + each.thread.offsetHeight + gap;
    });
    page.style.minHeight = top - page.getBoundingClientRect().top + free + "px";
  }
  function point(ids) {
    document.querySelectorAll(".ml-on").forEach(function (each) { each.classList.remove("ml-on"); });
    ids.forEach(function (id) {
      marksOf(id).forEach(function (mark) { mark.classList.add("ml-on"); });
      var thread = threadOf(id);
      if (thread) { thread.classList.add("ml-on"); }
    });
  }
  function pointed() {
    var found = /^#[cq]-([0-9a-z]+)$/.exec(window.location.hash);
    return found ? [found[1]] : [];
  }
  function follow() {
    point(pointed());
    var goal = window.location.hash.length > 3 && document.getElementById(window.location.hash.slice(1));
    if (!goal || !pointed().length) { return; }
    var folded = goal.closest("details:not([open])");
    if (folded) { folded.open = true; if (threads.length) { arrange(); } }
    goal.scrollIntoView({ block: "nearest" });
    var link = goal.closest("a") || goal.querySelector("a");
    if (link) { link.focus({ preventScroll: true }); }
  }
  function idsAt(target) {
    var mark = target.closest("mark[data-comments]");
    if (mark) { return mark.dataset.comments.split(" "); }
    var thread = target.closest(".ml-notes > .ml-thread");
    return thread ? [idOf(thread)] : null;
  }

  function go(hash) {
    if (window.location.hash !== hash) { window.history.pushState(null, "", hash); }
    follow();
  }

  function light(event) {
    var link = event.target.closest(".ml-ref");
    point(link ? [link.id.slice(2)] : idsAt(event.target) || pointed());
  }
  function listen() {
    body.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      if (link) {
        if (/^#[cq]-/.test(link.getAttribute("href"))) { event.preventDefault(); go(link.getAttribute("href")); }
        return;
      }
      var mark = event.target.closest("mark[data-comments]");
      if (!mark || String(window.getSelection())) { return; }
      var ids = mark.dataset.comments.split(" ");
      go("#c-" + ids[(ids.indexOf(pointed()[0]) + 1) % ids.length]);
    });
    body.addEventListener("mouseover", light);
    body.addEventListener("focusin", light);
    body.addEventListener("mouseleave", function () { point(pointed()); });
  }
  var watcher = new ResizeObserver(function () { if (threads.length) { arrange(); } });
  facts.dressers.push(function () {
    body = document.querySelector(".ml-body");
    threads = body ? Array.from(body.querySelectorAll(".ml-notes > .ml-thread")) : [];
    page = body && body.parentElement;
    watcher.disconnect();
    document.documentElement.classList.toggle("ml-live", threads.length > 0);
    if (!threads.length) { document.documentElement.classList.remove("ml-margin"); return; }
    listen();
    [body].concat(threads).forEach(function (each) { watcher.observe(each); });
    arrange();
    point(pointed());
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && body) { point([]); } });
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  wide.addEventListener("change", function () { if (threads.length) { arrange(); } });
  facts.follow = follow;
})();
