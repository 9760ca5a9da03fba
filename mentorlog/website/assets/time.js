/* What only the present can say: how far away an instant is, what is late, what time it is for whom; and every instant
   on the reader's own clock, where that is neither of the pair's. The page itself carries the instants. */
(function () {
  "use strict";
  var facts = window.mentorlog;
  var plural = new Intl.PluralRules(facts.language);

  facts.sayer = function (texts) {
    return function (key, count, filled) {
      var text = texts[key];
      text = typeof text === "string" ? text : text[plural.select(count)] || text.other;
      return text.replace(/\{(\w+)\}/g, function (_, name) { return name === "count" ? count : filled[name]; });
    };
  };
  facts.say = facts.sayer(facts.texts);
  /* What is done to the words of a page when they come, and again when a served page is renewed. */
  facts.dressers = [];
  facts.dress = function () { facts.dressers.forEach(function (dresser) { dresser(); }); };
  function away(milliseconds) {
    var minutes = Math.round(Math.abs(milliseconds) / 60000);
    var hours = Math.round(minutes / 60);
    var span = minutes < 90 ? facts.say("minutes", minutes) : hours < 36 ? facts.say("hours", hours)
      : facts.say("days", Math.round(hours / 24));
    return facts.say(milliseconds < 0 ? "ago" : "in", 0, { span: span });
  }
  function hour(instant, zone) {
    var shown = { hour: "2-digit", minute: "2-digit", hourCycle: facts.half ? "h12" : "h23", timeZone: zone };
    return new Intl.DateTimeFormat("en", shown).format(instant).toLowerCase().replace(/^0(?=.*m$)/, "");
  }
  facts.hour = hour;
  function weekday(instant, zone) {
    var name = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: zone }).format(instant);
    return facts.weekdays[["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name)];
  }
  /* A time in a place whose clock is neither of the pair's. */
  function here() {
    document.querySelectorAll("time.ml-clock").forEach(function (time) {
      var instant = new Date(time.dateTime);
      if (time.textContent.indexOf(" " + hour(instant) + " ") >= 0) { return; }
      var told = weekday(instant) + " " + hour(instant);
      time.append(" · " + facts.say("here", 0, { time: told }));
    });
  }
  function count(now) {
    document.querySelectorAll("time.ml-due").forEach(function (time) {
      var distance = new Date(time.dateTime) - now;
      var label = time.nextElementSibling;
      if (!label || !label.classList.contains("ml-away")) {
        label = document.createElement("span");
        label.className = "ml-away";
        time.after(" ", label);
      }
      label.textContent = away(distance);
      label.classList.toggle("ml-late", distance < 0);
    });
  }
  function tell() {
    var now = new Date();
    count(now);
    document.querySelectorAll("time.ml-by").forEach(function (time) {
      time.classList.toggle("ml-late", now - new Date(time.dateTime + "T00:00:00") > 28 * 3600000); // days end at four
    });
    document.querySelectorAll(".ml-now").forEach(function (clock) {
      try {
        clock.textContent = weekday(now, clock.dataset.zone) + " " + hour(now, clock.dataset.zone);
        clock.hidden = false;
      } catch (error) { /* a zone that this browser does not know */ }
    });
    document.querySelectorAll(".ml-next").forEach(function (calls) { order(calls, now); });
    document.querySelectorAll(".ml-days").forEach(function (days) { hours(days, now); });
  }
  /* Calls to come stand before those whose hour is over, though nobody has said yet that they were held. */
  function order(calls, now) {
    var all = Array.from(calls.querySelectorAll(".ml-call"));
    var isPast = function (call) { return call.dataset.ends && new Date(call.dataset.ends) < now; };
    next(all.filter(function (call) { return call.classList.contains("ml-later"); }), isPast);
    var listed = all.filter(function (call) { return !call.hidden; }), past = listed.filter(isPast);
    calls.querySelectorAll(".ml-told").forEach(function (told) { told.remove(); });
    if (!past.length) { return; }
    if (past.length === listed.length) { tellOf(calls, "p", "no_call"); }
    tellOf(calls, "h3", "past");
    calls.append.apply(calls, past);
  }
  /* Of a series' calls that nothing is written for yet: the next, and the last of those whose hour is over. */
  function next(later, isPast) {
    var over = later.filter(isPast), coming = later.filter(function (call) { return !isPast(call); });
    var shown = [coming.filter(soonest)[0], over.sort(byEnd).pop()];
    later.forEach(function (call) { call.hidden = shown.indexOf(call) < 0; });
    function soonest(call) { return coming.every(function (other) { return byEnd(call, other) <= 0; }); }
  }
  function byEnd(one, other) { return new Date(one.dataset.ends) - new Date(other.dataset.ends); }
  /* How far two clocks are apart just now, in minutes: it says which picture of their days is this week's. */
  function ahead(zones, now) {
    var walls = zones.map(function (zone) {
      var parts = {};
      var shown = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23", timeZone: zone };
      new Intl.DateTimeFormat("en", shown).formatToParts(now).forEach(function (part) { parts[part.type] = Number(part.value); });
      return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
    });
    return (walls[1] - walls[0]) / 60000;
  }
  function hours(days, now) {
    var found;
    try { found = String(ahead(days.dataset.zones.split(" "), now)); } catch (error) { return; /* a zone that this browser does not know */ }
    days.querySelectorAll(".ml-hours").forEach(function (picture) {
      picture.querySelector(".ml-fresh").hidden = picture.dataset.ahead !== found;
      var spans = Array.from(picture.querySelectorAll(".ml-hours__when"));
      var isOver = function (span) { return new Date(span.dataset.last + "T23:59:59Z") < now; };
      spans.forEach(function (span) { span.hidden = isOver(span) && !spans.every(isOver); });
    });
  }
  function tellOf(calls, tag, key) {
    var told = document.createElement(tag);
    told.className = "ml-told";
    told.textContent = facts.say(key);
    calls.append(told);
  }
  facts.dressers.push(function () { here(); tell(); });
  window.setInterval(tell, 60000);
})();
