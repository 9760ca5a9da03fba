/* The strip below the header: how things stand, in words; and what one may turn on. */
(function () {
  "use strict";
  var facts = window.mentorlog, keeper = window.mentorlogKeeper;
  keeper.say = facts.sayer(keeper.says);
  var say = keeper.say;
  var holder = document.createElement("div");
  holder.innerHTML = keeper.desk;
  document.querySelector(".md-header").after(holder.querySelector(".ml-strip-desk"));
  document.body.append.apply(document.body, Array.from(holder.children));
  var bar = document.querySelector(".ml-strip-desk"), standing = bar.querySelector(".ml-standing");
  var part = function (name) { return bar.querySelector("[data-part='" + name + "']"); };
  var title = document.title, waiting = null;

  function words(now) {
    if (now.lost && !window.navigator.onLine) { return say("no_network"); }
    if (now.lost) { return say(now.lost === "again" ? "started_again" : "lost"); }
    if (now.needs.length || now.late.length) { return say("needs"); }
    if (now.trouble) { return say("trouble"); }
    if (now.kept) { return say("kept", now.kept); }
    if (now.sharing === "offline") { return now.unshared ? say("offline", now.unshared) : say("offline_none"); }
    if (now.sharing === "busy") { return say("busy"); }
    if (now.sharing === "saved" && now.unshared) { return say("saved_here", now.unshared); }
    return say(now.sharing === "shared" ? "shared" : now.sharing === "saved" ? "not_asked" : "alone");
  }
  function more(now) {
    if (now.lost) { return [say("lost_how")]; }
    var told = now.needs.map(function (need) {
      if (need[0] !== "clash") { return say("needs_" + need[0], 0, { what: need[1] }); }
      var link = document.createElement("a");
      link.href = "/" + need[1];
      link.textContent = say("needs_clash", 0, { what: need[2] });
      return link;
    });
    if (now.trouble) { told.push(now.trouble); }
    if (now.why && now.sharing === "needs") { told.push(now.why); }
    if (now.sharing === "offline") { told.push(say("offline_how")); }
    now.late.forEach(function (title) { told.push(say("needs_late", 0, { what: title })); });
    if (now.due) { told.push(say("due", now.due)); }
    if (now.since) { told.push(say("since", 0, { time: facts.hour(new Date(now.since), keeper.zone || undefined) })); }
    return told.length ? told : [say(now.sharing === "alone" ? "alone_how" : "all_here")];
  }
  function paragraph(text) {
    var made = document.createElement("p");
    made.append(text);
    return made;
  }
  keeper.title = function (text) {
    title = text.replace(/^\(\d+\) /, "");
    var count = keeper.standing.waits[0] + keeper.standing.waits[1];
    document.title = count ? "(" + count + ") " + title : title;
  };
  function notice(now) {
    var before = waiting;
    waiting = now.waits;
    if (!before || !keeper.kept.get("notices") || window.Notification === undefined || Notification.permission !== "granted") { return; }
    var key = now.waits[0] > before[0] ? "a_question" : now.waits[1] > before[1] ? "a_comment" : "";
    if (key && document.hidden) { new Notification(facts.journal, { body: say(key), tag: "mentorlog" }); }
  }
  keeper.listen(function (now) {
    var grave = now.lost || now.trouble || now.kept || now.needs.length || now.late.length;
    standing.dataset.state = grave ? "needs" : now.sharing === "offline" ? "offline" : now.sharing;
    part("words").textContent = words(now);
    part("more").replaceChildren.apply(part("more"), more(now).map(paragraph));
    part("share").hidden = now.sharing === "alone" || Boolean(now.lost);
    part("draft-count").hidden = !now.drafts || !keeper.me;
    part("draft-count").textContent = say("draft_count", now.drafts);
    keeper.title(title);
    notice(now);
  });
  part("share").addEventListener("click", function () { keeper.send("/api/sync", {}).catch(function () { return; }); });

  part("me").textContent = keeper.me ? say("me", 0, { name: keeper.people[keeper.me] }) : "";
  part("who").hidden = Boolean(keeper.me);
  part("who").querySelectorAll("button").forEach(function (button) {
    button.addEventListener("click", function () {
      keeper.send("/api/me", { handle: button.value }).then(function () { window.location.reload(); })
        .catch(function (error) { window.alert(keeper.sorry(error)); });
    });
  });
  part("draft-count").addEventListener("click", function () { keeper.write("diary"); });
  bar.querySelectorAll("[data-write]").forEach(function (button) {
    button.hidden = !keeper.me;
    button.addEventListener("click", function () { keeper.write(button.dataset.write); });
  });

  /* What one may turn on; nothing of it is on by itself. */
  function choice(name, on, off) {
    var box = part(name);
    box.checked = Boolean(keeper.kept.get(name));
    box.addEventListener("change", function () {
      if (!box.checked) { keeper.kept.drop(name); off(); return; }
      on().then(function (is) {
        box.checked = is;
        if (is) { keeper.kept.put(name, true); }
      });
    });
  }
  choice("notices", function () {
    if (window.Notification === undefined) { return Promise.resolve(false); }
    return Notification.requestPermission().then(function (answer) { return answer === "granted"; });
  }, function () { return; });
  choice("offline", function () {
    if (!window.navigator.serviceWorker) { return Promise.resolve(false); }
    var worker = window.navigator.serviceWorker;
    return worker.register("/worker.js").then(function (found) {
      return new Promise(function (done) {
        var fresh = found.installing || found.waiting || found.active;
        function look() { if (fresh.state === "activated" || fresh.state === "redundant") { done(fresh.state === "activated"); } }
        fresh.addEventListener("statechange", look);
        look();
      });
    }).catch(function () { return false; });
  }, function () {
    window.navigator.serviceWorker.getRegistrations().then(function (all) {
      return Promise.all(all.map(function (each) { return each.unregister(); }));
    }).then(function () { return window.caches.keys(); }).then(function (names) {
      names.forEach(function (name) { window.caches.delete(name); });
    });
  });
  part("device").addEventListener("click", function () {
    keeper.send("/api/link", {}).then(function (answer) {
      part("link").value = answer.link;
      part("link").hidden = false;
      part("link").select();
    }).catch(function () { return; });
  });
  document.addEventListener("click", function (event) { if (!standing.contains(event.target)) { standing.open = false; } });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && standing.open) { standing.open = false; standing.querySelector("summary").focus(); }
  });

  facts.dressers.push(begin);
  begin();
  /* An empty journal names the buttons, not the commands of a terminal. */
  function begin() {
    document.querySelectorAll(".ml-empty:has(code)").forEach(function (each) { each.textContent = say("begin"); });
  }

  var app = document.createElement("link");
  app.rel = "manifest";
  app.href = "/desk/app.webmanifest";
  app.crossOrigin = "use-credentials";
  document.head.append(app);
})();
