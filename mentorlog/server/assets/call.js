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

  /* Open it: to plan a call, or to give that of an id another time. */
  function plan(id) {
    now = { id: keeper.id(), entry: id || "" };
    form.reset();
    sheet.querySelector("h2").textContent = say(id ? "move_call" : "plan_call");
    sheet.querySelectorAll("[data-for]").forEach(function (each) { each.hidden = Boolean(id); });
    clocks.textContent = "";
    tell("");
    sheet.showModal();
    fields.when.focus();
  }
  /* The time on both clocks, or why there is none, while it is being written. */
  function look() {
    window.clearTimeout(asking);
    asking = window.setTimeout(function () {
      if (!now || !fields.when.value.trim()) { clocks.textContent = ""; tell(""); return; }
      keeper.send("/api/when", { when: fields.when.value, entry: now.entry }).then(function (told) {
        clocks.textContent = told.clocks;
        tell("");
      }).catch(function (error) { clocks.textContent = ""; tell(keeper.sorry(error), true); });
    }, 300);
  }
  function send() {
    if (!now) { return; }
    var mine = now, name = mine.entry ? "move" : "call", given = { when: fields.when.value };
    if (mine.entry) { given.entry = mine.entry; }
    else {
      Object.assign(given, { title: fields.title.value.trim() || say("call_title"), minutes: Number(fields.minutes.value) || 60,
        link: fields.link.value.trim(), place: fields.place.value.trim(), monthly: fields.monthly.checked });
    }
    tell(say("saving"));
    keeper.act(name, given, mine.id, true).then(function (answer) {
      if (now !== mine) { return; }
      now = null;
      tell(say("saved"));
      keeper.whenBuilt(answer.acts, function () { sheet.close(); go(answer.page); });
    }).catch(function (error) {
      if (error.kind === "changed") { mine.id = keeper.id(); }
      tell(keeper.sorry(error), true);
    });
  }
  function go(page) {
    if (page && window.location.pathname !== "/" + page) { window.location.href = "/" + page; }
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); send(); });
  form.addEventListener("input", function (event) {
    if (event.target === fields.at && fields.at.value) { fields.when.value = fields.at.value.replace("T", " "); }
    if (now) { now.id = keeper.id(); }
    look();
  });
  sheet.querySelector("[data-part='close']").addEventListener("click", function () { now = null; sheet.close(); });
  sheet.addEventListener("cancel", function () { now = null; });

  // Buttons

  function button(label, run) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "ml-act";
    made.textContent = say(label);
    made.addEventListener("click", function () { run(made); });
    return made;
  }
  function acts(made, action, given, then) {
    made.disabled = true;
    keeper.act(action, given, keeper.id(), true).then(function (answer) {
      made.textContent = say("saved");
      if (then) { keeper.whenBuilt(answer.acts, function () { then(answer); }); }
    }).catch(function (error) { made.disabled = false; failed(error); });
  }
  function became(made, outcome) {
    var why = outcome === "held" ? "" : window.prompt(say(outcome + "_why"));
    if (why !== null) { acts(made, "became", { entry: entry().dataset.entry, state: outcome, text: why }); }
  }
  function onCall(row) {
    var id = entry().dataset.entry, is = entry().dataset.call, begun = new Date(entry().dataset.starts) <= new Date();
    if (is === "planned") {
      row.append(button("gather", function (made) { acts(made, "gather", { entry: id }); }));
      if (begun) {
        row.append(button("held", function (made) { became(made, "held"); }), button("missed", function (made) { became(made, "missed"); }));
      }
      row.append(button("move_call", function () { plan(id); }), button("cancel_call", function (made) { became(made, "cancelled"); }));
    }
    if (is === "cancelled" || is === "moved") { row.append(button("plan_again", function () { plan(id); })); }
  }
  function marks(row) {
    row.append(button("for_call", function (made) { acts(made, "mark", { entry: entry().dataset.entry, text: "" }); }));
  }

  // Promises

  function ticks(box, id, words) {
    box.disabled = false;
    box.addEventListener("change", function () {
      box.disabled = true;
      keeper.act("tick", { entry: id, words: words, done: box.checked }, keeper.id(), true).catch(function (error) {
        box.checked = !box.checked;
        box.disabled = false;
        failed(error);
      });
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
      var box = document.createElement("input");
      box.type = "checkbox";
      box.setAttribute("aria-label", say("done") + ": " + item.querySelector(".ml-action").textContent.trim());
      ticks(box, item.dataset.call, item.dataset.words);
      item.prepend(box, " ");
    });
  }
  function series() {
    document.querySelectorAll(".ml-later[data-series]").forEach(function (call) {
      var home = call.querySelector("article");
      if (!home.querySelector("button")) {
        home.append(button("prepare", function (made) { acts(made, "prepare", { entry: call.dataset.series, slot: call.dataset.slot }, function (answer) { go(answer.page); }); }));
      }
    });
  }
  function dress() {
    if (!keeper.me) { return; }
    var row = document.querySelector(".ml-acts"), calls = document.querySelector(".ml-calls-page");
    if (row && isCall()) { onCall(row); }
    else if (row && entry()) { marks(row); }
    if (calls && !calls.querySelector(".ml-plan-it")) {
      var made = button("plan_call", function () { plan(""); });
      made.className = "ml-button ml-plan-it";
      calls.append(made);
    }
    tasks();
    series();
  }
  facts.dressers.push(dress);
  dress();
})();
