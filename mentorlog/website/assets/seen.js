/* What this reader has seen: of each entry which words, and which comments. It is kept in this browser, or, where the
   journal is served, in the clone; never in the journal itself. */
(function () {
  "use strict";
  var facts = window.mentorlog, say = facts.say, keeper = window.mentorlogKeeper;
  var name = "mentorlog.seen " + facts.journal;
  var signs = "0123456789abcdefghjkmnpqrstvwxyz";
  var seen = read(), most = 100;

  function read() {
    if (keeper) { return keeper.seen; }
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (error) { return null; }
  }
  /* Keep what was seen of some entries. */
  function keep(items) {
    items.forEach(function (item) {
      seen.entries[item.dataset.entry] = [item.dataset.words].concat(said(item).map(function (each) { return each[0]; }));
    });
    if (!keeper) {
      try { window.localStorage.setItem(name, JSON.stringify(seen)); } catch (error) { /* a browser that keeps nothing */ }
      return;
    }
    for (var at = 0; at === 0 || at < items.length; at += most) {
      var told = { since: seen.since, entries: {} };
      items.slice(at, at + most).forEach(function (item) { told.entries[item.dataset.entry] = seen.entries[item.dataset.entry]; });
      keeper.send("/api/seen", told).catch(function () { /* it is told the next time */ });
    }
  }
  /* The comments of an entry, each with its author. */
  function said(item) {
    return item.dataset.said.split(" ").filter(Boolean).map(function (each) {
      return [each.slice(0, each.indexOf(":")), each.slice(each.indexOf(":") + 1)];
    });
  }
  /* When a comment was made: its id begins with the milliseconds since 1970, to the base of 32. */
  function made(id) {
    return Array.from(id.slice(0, 10)).reduce(function (sum, sign) { return sum * 32 + signs.indexOf(sign); }, 0);
  }
  function marks(item) {
    var known = seen.entries[item.dataset.entry];
    return Array.isArray(known) ? known : null;
  }
  function mine(author) { return Boolean(keeper && keeper.me === author); }
  /* The ids of the comments that are new to this reader. */
  function fresh(item) {
    var known = marks(item);
    return said(item).filter(function (each) {
      return !mine(each[1]) && (known ? known.indexOf(each[0], 1) < 0 : made(each[0]) > Date.parse(seen.since));
    }).map(function (each) { return each[0]; });
  }
  /* What is new of an entry, in words; "" for nothing. */
  function news(item) {
    var known = marks(item), more = fresh(item).length;
    if (!known && !mine(item.dataset.author) && item.dataset.written > seen.since) { return say("new"); }
    if (more) { return say("more_said", more); }
    return known && !mine(item.dataset.author) && item.dataset.words !== known[0] ? say("changed") : "";
  }
  function home(section) {
    var rows = Array.from(document.querySelectorAll("li[data-entry]")).filter(function (row) {
      var words = news(row);
      if (words) {
        var mark = document.createElement("span");
        mark.className = "ml-fresh";
        mark.textContent = words;
        row.querySelector("a").after(" ", mark);
      }
      return words;
    });
    var button = section.querySelector("button");
    section.querySelector("ul").append.apply(section.querySelector("ul"), rows);
    section.hidden = !rows.length;
    var latest = document.querySelector("[aria-labelledby='latest-title']");
    latest.hidden = rows.length > 0 && !latest.querySelector("li");
    button.addEventListener("click", function () {
      keep(rows);
      section.querySelectorAll(".ml-fresh").forEach(function (mark) { mark.remove(); });
      button.hidden = true;
    });
  }
  function entry(page) {
    fresh(page).forEach(function (id) {
      var remark = document.getElementById("c-" + id);
      if (remark) { remark.classList.add("ml-remark--fresh"); }
    });
    keep([page]);
  }

  if (!seen || typeof seen.since !== "string" || !seen.entries || typeof seen.entries !== "object") {
    seen = { since: new Date().toISOString(), entries: {} };
    if (!keeper) { keep([]); }
  }
  facts.dressers.push(function () {
    var section = document.getElementById("new"), page = document.querySelector(".ml-entry[data-entry]");
    if (section) { home(section); }
    if (page) { entry(page); }
  });
})();
