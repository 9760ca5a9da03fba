/* Calls: plan one, prepare it, say what became of it, tick what was promised, mark what is for the next one. */
(function () {
  "use strict";
  var facts = window.mentorlog, keeper = window.mentorlogKeeper, say = keeper.say;
  var sheet = document.getElementById("ml-plan"), form = sheet.querySelector("form"), fields = form.elements;
  var state = document.getElementById("ml-plan-state"), clocks = sheet.querySelector("[data-part='clocks']");
  var now = null, asking = 0;

  function entry() { return document.querySelector(".ml-entry[data-entry]"); }
  function isCall() { return Boolean(entry() && entry().dataset.call !== undefined); }
  function tell(words, isBad) {
    state.textContent = words;
    state.classList.toggle("ml-bad", Boolean(isBad));
  }
  function failed(error) { window.alert(keeper.sorry(error)); }

  // The sheet

  var typed = ["when", "title", "minutes", "link", "place"], submit = form.querySelector("[type='submit']");
  /* Open it: to plan a call, or to give that of an id another time or place. What was typed before is there again. */
  function plan(id) {
    now = { id: keeper.id(), entry: id || "" };
    form.reset();
    sheet.querySelector("h2").textContent = say(id ? "move_call" : "plan_call");
    sheet.querySelectorAll("[data-for]").forEach(function (each) { each.hidden = Boolean(id); });
    show("", []);
    tell("");
    if (id) {
      show(document.querySelector(".ml-head time").textContent, []);
      var mine = now;
      wait(true);
      keeper.read("/api/entries/" + id).then(function (call) {
        if (now !== mine) { return; }
        ["minutes", "link", "place"].forEach(function (key) { fields[key].value = call[key]; });
        wait(false);
      }).catch(function (error) { if (now === mine) { tell(keeper.sorry(error), true); } });
    } else {
      wait(false);
      var kept = keeper.kept.get("plan") || {};
      now.id = kept.id || now.id; // what was saved, though nobody heard of it, is not saved again
      typed.forEach(function (key) { if (kept[key]) { fields[key].value = kept[key]; } });
      fields.monthly.checked = Boolean(kept.monthly);
      if (kept.when) { look(); }
    }
    sheet.showModal();
    fields.when.focus();
  }
  /* What a call has is not known yet: nothing is typed over it, or saved in its place. */
  function wait(is) {
    [fields.minutes, fields.link, fields.place, submit].forEach(function (each) { each.disabled = is; });
  }
  function show(time, asleep, isBad) {
    clocks.textContent = time;
    clocks.classList.toggle("ml-bad", Boolean(isBad));
    sheet.querySelector("[data-part='asleep']").textContent = asleep.map(function (each) { return say("asleep", 0, each); }).join(" ");
  }
  /* The time on both clocks, or why there is none, while it is being written. */
  function look() {
    window.clearTimeout(asking);
    var mine = now, words = fields.when.value.trim();
    if (!words) { show("", []); return; }
    asking = window.setTimeout(function () {
      keeper.send("/api/when", { when: words, entry: mine.entry }).then(function (told) {
        if (now === mine && fields.when.value.trim() === words) { show(told.clocks, told.asleep); }
      }).catch(function (error) {
        if (now === mine && fields.when.value.trim() === words) { show(keeper.sorry(error), [], true); }
      });
    }, 300);
  }
  function send(anyway) {
    if (!now) { return; }
    var mine = now, name = mine.entry ? "move" : "call", kept = keeper.kept.get("plan");
    var given = { when: fields.when.value.trim(), minutes: Number(fields.minutes.value) || 60, link: fields.link.value.trim(), place: fields.place.value.trim() };
    if (!mine.entry && !given.when) { tell(say("empty"), true); fields.when.focus(); return; }
    if (given.link && !/^[a-z]+:/i.test(given.link)) { given.link = "https://" + given.link; }
    Object.assign(given, mine.entry ? { entry: mine.entry } : { title: fields.title.value.trim() || say("call_title"), monthly: fields.monthly.checked });
    tell(say("saving"));
    submit.disabled = true;
    keeper.act(name, given, mine.id, anyway).then(function (answer) {
      if (!mine.entry) { keeper.kept.drop("plan", kept); }
      if (now !== mine) { return; }
      now = null;
      tell(say("saved"));
      keeper.whenBuilt(answer.acts, function () {
        if (now || !sheet.open) { return; }
        sheet.close();
        go(answer.page);
      });
    }).catch(function (error) {
      if (error.kind === "changed") { mine.id = keeper.id(); }
      if (now !== mine) { return; }
      keep();
      submit.disabled = false;
      if (error.kind === "names") { keeper.askNames(state, error, function () { send(true); }); return; }
      tell(keeper.sorry(error), true);
    });
  }
  function keep() {
    if (!now || now.entry) { return; }
    var kept = { id: now.id, monthly: fields.monthly.checked };
    typed.forEach(function (key) { kept[key] = fields[key].value; });
    keeper.kept.put("plan", kept);
  }
  function go(page) {
    if (page && window.location.pathname !== "/" + page) { window.location.href = "/" + page; }
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); send(false); });
  form.addEventListener("input", function (event) {
    if (event.target === fields.at && fields.at.value) { fields.when.value = fields.at.value.replace("T", " "); }
    if (state.querySelector("button")) { tell(""); }
    keep();
    if (event.target === fields.at || event.target === fields.when) { look(); }
  });
  sheet.querySelector("[data-part='close']").addEventListener("click", function () { now = null; sheet.close(); });
  sheet.addEventListener("cancel", function () { now = null; });

  // Buttons

  function became(made, id, outcome) {
    var key = "why " + id, asks = outcome === "missed" || outcome === "cancelled";
    var why = asks ? window.prompt(say("why"), keeper.kept.get(key) || "") : "";
    if (why === null) { return; }
    if (why) { keeper.kept.put(key, why); }
    keeper.plainAct(made, "became", { entry: id, state: outcome, text: why }, function () { keeper.kept.drop(key); });
  }
  function outcomes(row, id) {
    ["held", "missed"].forEach(function (outcome) { row.append(keeper.button(outcome, function (made) { became(made, id, outcome); })); });
  }
  function onCall(row) {
    var page = entry().dataset, id = page.entry, begun = new Date(page.starts) <= new Date();
    if (page.call === "planned") {
      row.append(keeper.button("gather", function (made) { keeper.plainAct(made, "gather", { entry: id }); }));
      if (begun) { outcomes(row, id); }
      row.append(keeper.button("move_call", function () { plan(id); }), keeper.button("cancel_call", function (made) { became(made, id, "cancelled"); }));
    } else {
      row.append(keeper.button(page.call === "held" ? "not_held" : "plan_again", function (made) { became(made, id, "planned"); }));
    }
    if (page.series && page.call !== "held") {
      row.append(keeper.button("end_series", function (made) { if (window.confirm(say("end_sure"))) { keeper.plainAct(made, "end", { entry: id }); } }));
    }
  }
  function marks(row) {
    row.append(keeper.button("for_call", function (made) { keeper.plainAct(made, "mark", { entry: entry().dataset.entry, text: "" }); }));
  }

  // Promises

  function ticks(box, id, words) {
    var waits = false;
    box.disabled = false;
    box.dataset.words = words;
    box.addEventListener("click", function (event) { if (waits) { event.preventDefault(); } });
    box.addEventListener("change", function () {
      waits = true;
      keeper.act("tick", { entry: id, words: words, done: box.checked }, keeper.id(), true).catch(function (error) {
        box.checked = !box.checked;
        failed(error);
      }).then(function () { waits = false; });
    });
  }
  /* The words of a task alone, without those of tasks below it. */
  function wordsOf(item) {
    var copy = item.cloneNode(true);
    copy.querySelectorAll("ul, ol, .ml-notes, .ml-ref").forEach(function (each) { each.remove(); });
    return copy.textContent.trim();
  }
  function tasks() {
    if (isCall()) {
      document.querySelectorAll(".ml-body .task-list-item").forEach(function (item) {
        var box = item.querySelector("[type='checkbox']");
        if (box && box.closest(".task-list-item") === item) { ticks(box, entry().dataset.entry, wordsOf(item)); }
      });
    }
    document.querySelectorAll(".ml-actions [data-words]").forEach(function (item) {
      if (item.querySelector("[type='checkbox']")) { return; }
      var box = document.createElement("input"), label = document.createElement("label");
      box.type = "checkbox";
      label.className = "ml-tick";
      label.append(box, " ", item.querySelector(".ml-person"), " ", item.querySelector(".ml-action"));
      ticks(box, item.dataset.call, item.dataset.words);
      item.prepend(label);
    });
  }
  function series() {
    document.querySelectorAll(".ml-later[data-series]").forEach(function (call) {
      var home = call.querySelector("article");
      if (!home.querySelector("button")) {
        home.append(keeper.button("prepare", function (made) { keeper.plainAct(made, "prepare", { entry: call.dataset.series, slot: call.dataset.slot }, function (answer) { go(answer.page); }); }));
      }
    });
  }
  /* A call whose hour is over, and of which nobody said yet what became of it. */
  function past() {
    document.querySelectorAll(".ml-call[data-call]").forEach(function (call) {
      var home = call.querySelector("article");
      if (new Date(call.dataset.ends) < new Date() && !home.querySelector("button")) { outcomes(home, call.dataset.call); }
    });
  }
  function dress() {
    if (!keeper.me) { return; }
    var row = document.querySelector(".ml-acts"), calls = document.querySelector(".ml-calls-page");
    if (row && isCall()) { onCall(row); }
    else if (row && entry()) { marks(row); }
    if (calls && !calls.querySelector(".ml-plan-it")) {
      var made = keeper.button("plan_call", function () { plan(""); });
      made.className = "ml-button ml-plan-it";
      calls.append(made);
    }
    tasks();
    series();
    past();
  }
  facts.dressers.push(dress);
  dress();
})();
