/* Writing: a diary entry, a question, one's own entry again. */
(function () {
  "use strict";
  var facts = window.mentorlog, keeper = window.mentorlogKeeper, say = keeper.say;
  var sheet = document.getElementById("ml-write"), form = sheet.querySelector("form"), fields = form.elements;
  var state = document.getElementById("ml-write-state"), shown = sheet.querySelector("[data-part='preview']");
  var theirs = sheet.querySelector("[data-part='theirs']"), drafts = sheet.querySelector("[data-part='drafts']");
  var part = function (name) { return sheet.querySelector("[data-part='" + name + "']"); };
  var now = null, begun = 0, asking = 0, coming = 0;
  var texts = ["title", "text", "feelings", "tags", "happened", "needed_by", "when", "share_at"], ticks = ["agenda"];

  function tell(words, isBad) {
    state.textContent = words;
    state.classList.toggle("ml-bad", Boolean(isBad));
  }
  /* Words with commas between; those that were not touched stay as they were, a comma within one too. */
  function list(key) {
    var words = fields[key].value, before = now.lists && now.lists[key];
    return before && before.join(", ") === words ? before : words.split(",").map(function (word) { return word.trim(); }).filter(Boolean);
  }
  function name() { return "write " + now.kind + " " + (now.entry || ""); }
  function put(values) {
    texts.forEach(function (key) { if (values[key] !== undefined) { fields[key].value = values[key]; } });
    ticks.forEach(function (key) { fields[key].checked = Boolean(values[key]); });
  }
  function values() {
    var found = {};
    texts.forEach(function (key) { found[key] = fields[key].value; });
    ticks.forEach(function (key) { found[key] = fields[key].checked; });
    return found;
  }
  /* Tomorrow at eight on the writer's own wall clock. */
  function tomorrow() {
    var day = new Date(Date.now() + 24 * 3600000 - 4 * 3600000);
    return new Intl.DateTimeFormat("sv-SE", { timeZone: keeper.zone }).format(day) + "T08:00";
  }
  function dress() {
    if (!now) { return; }
    var kind = now.channel;
    sheet.querySelector("h2").textContent = say(now.entry ? (now.draft ? "write_draft" : "write_edit") : "write_" + kind);
    sheet.querySelectorAll("[data-for]").forEach(function (each) {
      each.hidden = each.dataset.for.split(" ").indexOf(kind + (now.entry ? now.draft ? "-draft" : "-saved" : "")) < 0;
    });
    part("title").textContent = say(kind === "question" ? "question" : "title");
    fields.text.rows = kind === "question" ? 5 : 14;
    fields.title.placeholder = say(kind === "question" ? "title_question" : "title_hint");
    form.querySelector("[type='submit']").textContent = say(now.entry && !now.draft ? "save" : kind === "question" ? "ask_it" : "save_" + fields.when.value);
    part("at").hidden = fields.when.value !== "later" || part("when").hidden;
  }
  function start(kind, values_, more) {
    now = Object.assign({ kind: kind, channel: kind, id: keeper.id(), second: keeper.id(), over: "", draft: false }, more);
    busy(false);
    form.reset();
    put(Object.assign({ when: now.draft ? "draft" : "now", share_at: tomorrow() }, values_));
    now.was = words();
    now.wasLater = fields.when.value === "later";
    var kept = keeper.kept.get(name());
    if (kept) {
      put(kept.values);
      now.id = kept.id;
      now.over = kept.over || now.over;
    }
    theirs.hidden = true;
    tell(kept ? say("restored") : "");
    begun = Date.now();
    dress();
    look();
    tick();
    if (!sheet.open) { sheet.showModal(); }
    (kind === "question" ? fields.title : fields.text).focus();
  }
  /* Open the sheet: for a new `diary` entry, a new `question`, or to `edit` the entry of that id. */
  keeper.write = function (kind, id) {
    if (kind === "edit") {
      var before = now;
      keeper.read("/api/entries/" + id).then(function (entry) {
        if (now !== before) { return; } // something else was begun meanwhile
        start("edit", Object.assign({}, entry, { feelings: entry.feelings.join(", "), tags: entry.tags.join(", "), when: entry.share_at ? "later" : entry.draft ? "draft" : "now",
          share_at: entry.share_at || tomorrow() }), { entry: id, over: entry.over, draft: entry.draft, channel: entry.channel, lists: { feelings: entry.feelings, tags: entry.tags } });
      }).catch(function (error) { window.alert(keeper.sorry(error)); });
      return;
    }
    start(kind, {});
    if (kind === "diary") { offers(); }
  };
  function offers() {
    keeper.read("/api/drafts").then(function (found) {
      drafts.replaceChildren.apply(drafts, found.drafts.map(function (draft) {
        var item = document.createElement("li"), button = document.createElement("button");
        button.type = "button";
        button.className = "ml-act";
        button.textContent = draft.title + (draft.share_at ? " · " + say("share_at", 0, { time: draft.share_at.replace("T", " ") }) : "");
        button.addEventListener("click", function () { save(); keeper.write("edit", draft.id); });
        item.append(button);
        return item;
      }));
      part("drafts-head").hidden = !found.drafts.length;
      fields.template.replaceChildren(new Option(say("template_none"), ""));
      Object.keys(found.templates).forEach(function (each) { fields.template.append(new Option(each, found.templates[each])); });
    }).catch(function () { return; });
  }
  fields.template.addEventListener("change", function () {
    if (!fields.text.value.trim() || window.confirm(say("template_sure"))) { fields.text.value = fields.template.value; save(); look(); }
  });

  function save() {
    if (!now) { return; }
    if (now.entry && isSame()) { keeper.kept.drop(name()); return; }
    var kept = values();
    if (kept.text.trim() || kept.title.trim()) { keeper.kept.put(name(), { id: now.id, over: now.over, values: kept }); }
    else { keeper.kept.drop(name()); }
  }
  function look() {
    window.clearTimeout(asking);
    asking = window.setTimeout(function () {
      var words = fields.text.value;
      part("long").hidden = !(now && now.channel === "question" && !now.entry && (fields.title.value + " " + words).split(/\s+/).length > 80);
      if (!words.trim()) { shown.replaceChildren(); return; }
      keeper.send("/api/preview", { text: words }).then(function (answer) {
        if (fields.text.value !== words) { return; }
        shown.innerHTML = answer.html;
        shown.querySelectorAll("img").forEach(function (image) {
          image.src = image.getAttribute("src").replace(/^photos\//, "/api/photos/photo-");
          image.removeAttribute("width");
          image.removeAttribute("height");
        });
      }).catch(function () { return; });
    }, 250);
  }
  function tick() {
    if (!now) { return; }
    var minutes = Math.floor((Date.now() - begun) / 60000);
    part("timer").textContent = minutes ? say(minutes < 10 ? "timer" : "timer_enough", minutes) : "";
  }
  window.setInterval(tick, 15000);

  function asked() {
    var v = values(), common = { title: v.title, text: v.text };
    var words = { feelings: list("feelings"), tags: list("tags"), happened: v.happened };
    if (now.kind === "question") { return ["ask", Object.assign(common, { needed_by: v.needed_by, agenda: v.agenda })]; }
    if (now.kind === "diary") {
      return ["diary", Object.assign(common, words, { draft: v.when === "draft", share_at: v.when === "later" ? v.share_at : "", agenda: v.agenda })];
    }
    return ["edit", Object.assign(common, words, { entry: now.entry, needed_by: v.needed_by, over: now.over })];
  }
  function busy(is) { Array.from(fields).forEach(function (field) { if (field.dataset.part !== "close") { field.disabled = is; } }); }
  function words() { return JSON.stringify(texts.slice(0, 6).map(function (key) { return fields[key].value; })); }
  function isSame() { return words() === now.was; }
  /* What is to be done, step by step: a draft is saved first, where it differs, and shared then. */
  function steps() {
    var when = fields.when.value, found = now.draft && isSame() ? [] : [asked()];
    if (!now.draft) { return found; }
    if (when === "draft") { return now.wasLater ? found.concat([["keep", { entry: now.entry }]]) : found; }
    return found.concat([["share", { entry: now.entry, at: when === "later" ? fields.share_at.value : "" }]]);
  }
  function send(anyway) {
    if (!now) { return; }
    if (coming) { tell(say("photo_comes"), true); return; }
    save();
    var mine = now, key = name(), kept = keeper.kept.get(key), answer = { kept: true, entry: now.entry, page: "" };
    tell(say("saving"));
    var acts = steps();
    busy(true);
    acts.reduce(function (before, act) {
      return before.then(function () { return keeper.act(act[0], act[1], act[0] === "edit" || !mine.draft ? mine.id : mine.second, anyway); })
        .then(function (told) {
          answer = told;
          if (told.over && now === mine) { Object.assign(mine, { over: told.over, was: words(), id: keeper.id() }); save(); kept = keeper.kept.get(key); }
        });
    }, Promise.resolve()).then(function () {
      keeper.kept.drop(key, kept);
      if (now === mine) { done(answer); }
    }).catch(function (error) {
      if (error.status === 202) { keeper.kept.drop(key, kept); }
      if (now === mine) { busy(false); refused(error); }
    });
  }
  function done(answer) {
    now = null;
    if (answer.kept) { tell(say("kept_draft")); window.setTimeout(shut, 900); return; }
    tell(say("saved"));
    keeper.whenBuilt(answer.acts, function () {
      if (now || !sheet.open) { return; }
      if (!answer.page || window.location.pathname === "/" + answer.page) { keeper.whenRenewed(shut); return; }
      window.location.href = "/" + answer.page;
    });
  }
  function refused(error) {
    if (error.status === 202) { now = null; tell(keeper.sorry(error)); window.setTimeout(shut, 4000); return; }
    if (error.kind === "names") { keeper.askNames(state, error, function () { send(true); }); return; }
    if (error.kind === "changed" && now.entry) { clash(); return; }
    if (error.kind === "changed") { now.id = keeper.id(); save(); }
    tell(keeper.sorry(error), true);
  }
  /* Another window, or the other person, was quicker: both texts are shown, and nothing is lost whichever is saved. */
  function clash() {
    var mine = now;
    keeper.read("/api/entries/" + mine.entry).then(function (entry) {
      if (now !== mine) { return; }
      Object.assign(now, { over: entry.over, draft: entry.draft, id: keeper.id(), second: keeper.id() });
      now.was = JSON.stringify([entry.title, entry.text, entry.feelings.join(", "), entry.tags.join(", "), entry.happened, entry.needed_by]);
      theirs.hidden = false;
      theirs.querySelector("pre").textContent = entry.title + "\n\n" + entry.text;
      dress();
      tell(say("clash"), true);
      state.scrollIntoView({ block: "nearest" });
      save();
    }).catch(function (error) { tell(keeper.sorry(error), true); });
  }
  function shut() { if (sheet.open && !now) { sheet.close(); } }

  // Photos

  function photo(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) { tell(say("no_photo"), true); return; }
    var mine = now;
    tell(say("photo_comes"));
    coming += 1;
    keeper.send("/api/photos", file, file.type).then(function (answer) {
      if (now !== mine) { return; }
      fields.text.setRangeText("\n\n![](" + answer.name + ")\n\n", fields.text.selectionStart, fields.text.selectionEnd, "end");
      tell("");
      save();
      look();
    }).catch(function (error) { if (now === mine) { tell(keeper.sorry(error), true); } }).then(function () { coming -= 1; });
  }
  function photos(event, files) {
    var found = Array.from(files || []).filter(function (file) { return file.type.indexOf("image/") === 0; });
    if (found.length) { event.preventDefault(); found.forEach(photo); }
  }
  fields.text.addEventListener("paste", function (event) { photos(event, event.clipboardData.files); });
  sheet.addEventListener("dragover", function (event) { event.preventDefault(); });
  sheet.addEventListener("drop", function (event) { photos(event, event.dataTransfer.files); });
  fields.photo.addEventListener("change", function (event) { photos(event, fields.photo.files); fields.photo.value = ""; });

  form.addEventListener("input", function () {
    if (state.querySelector("button")) { tell(""); }
    save();
    dress();
    look();
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); send(false); });
  sheet.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(false); }
  });
  sheet.addEventListener("cancel", function () { save(); });
  part("close").addEventListener("click", function () { save(); sheet.close(); });
  part("diary").addEventListener("click", function () {
    var kept = values(), begun_ = keeper.kept.get("write diary "), question = name();
    start("diary", begun_ ? {} : { title: kept.title, text: kept.text });
    if (begun_) { fields.text.value = [fields.text.value, kept.title, kept.text].filter(Boolean).join("\n\n"); }
    save();
    keeper.kept.drop(question);
    look();
  });
  part("discard").addEventListener("click", function () {
    if (!window.confirm(say("discard_sure"))) { return; }
    var id = now.entry;
    keeper.act("remove", { entry: id }, keeper.id(), true).then(function () { keeper.kept.drop("write edit " + id); now = null; shut(); })
      .catch(function (error) { tell(keeper.sorry(error), true); });
  });

  /* Words that wait to be gone on with are told of where one begins to write. */
  ["diary", "question"].forEach(function (kind) {
    if (keeper.names("write " + kind + " ").length) { document.querySelector("[data-write='" + kind + "']").textContent = say("go_on_" + kind); }
  });
})();
