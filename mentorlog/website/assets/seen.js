/* What this reader has seen: of each entry how many comments, and which words. It is kept in this browser, or, where
   the journal is served, in the clone; never in the journal itself. */
(function () {
  "use strict";
  var facts = window.mentorlog, say = facts.say, keeper = facts.keeper;
  var name = "mentorlog.seen " + facts.journal;
  var seen = read();

  function read() {
    if (keeper) { return keeper.seen; }
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (error) { return null; }
  }
  function keep() {
    if (keeper) {
      window.fetch(keeper.address, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(seen), keepalive: true });
      return;
    }
    try { window.localStorage.setItem(name, JSON.stringify(seen)); } catch (error) { /* a browser that keeps nothing */ }
  }
  function see(item) {
    var last = Array.from(item.querySelectorAll(".ml-remark"), function (each) { return each.id.slice(2); }).sort().pop();
    seen.entries[item.dataset.entry] = [Number(item.dataset.said), item.dataset.words, last || ""];
  }
  /* What is new of an entry, in words; "" for nothing. */
  function news(item) {
    var known = seen.entries[item.dataset.entry];
    if (keeper && item.dataset.author === keeper.me) { return ""; }
    if (!known) { return item.dataset.instant.slice(0, 19) > seen.since ? say("new") : ""; }
    var more = Number(item.dataset.said) - known[0];
    if (more > 0) { return say("more_said", more); }
    return item.dataset.words !== known[1] ? say("changed") : "";
  }
  function label(item, words) {
    var mark = document.createElement("span");
    mark.className = "ml-fresh";
    mark.textContent = words;
    item.querySelector("a").after(" ", mark);
  }
  function home(section) {
    var rows = Array.from(document.querySelectorAll("li[data-entry]"));
    var fresh = rows.filter(function (row) {
      var words = news(row);
      if (words) { label(row, words); }
      return words;
    });
    section.querySelector("ul").append.apply(section.querySelector("ul"), fresh);
    section.hidden = !fresh.length;
    section.querySelector("button").addEventListener("click", function () {
      fresh.forEach(see);
      section.querySelectorAll(".ml-fresh").forEach(function (mark) { mark.remove(); });
      section.querySelector("button").hidden = true;
      keep();
    });
  }
  function entry(page) {
    var known = seen.entries[page.dataset.entry];
    if (known) {
      page.querySelectorAll(".ml-remark").forEach(function (remark) {
        if (remark.id.slice(2) > known[2]) { remark.classList.add("ml-remark--fresh"); }
      });
    }
    see(page);
    keep();
  }

  if (!seen || typeof seen.entries !== "object") {
    seen = { since: new Date().toISOString(), entries: {} };
    keep();
  }
  var section = document.getElementById("new"), page = document.querySelector(".ml-entry[data-entry]");
  if (section) { home(section); }
  if (page) { entry(page); }
})();
