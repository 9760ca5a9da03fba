/* Saying something: about selected words, about an entry, to somebody's comment. */
(function () {
  "use strict";
  var facts = window.mentorlog, keeper = window.mentorlogKeeper, say = keeper.say;
  var box = document.getElementById("ml-box"), float = document.getElementById("ml-say");
  var text = box.elements.text, quote = box.elements.quote, kind = box.elements.kind, state = box.querySelector("[data-part='state']");
  var places = box.querySelector("[data-part='places']"), sent = box.querySelector("[data-part='sent']");
  var wide = window.matchMedia("screen and (min-width: 68em)");
  var now = null, chosen = null, opener = null;

  function entry() { return document.querySelector(".ml-entry[data-entry]"); }
  function body() { return document.querySelector(".ml-body"); }
  /* Something is being said: a box that only tells that it was saved is none. */
  keeper.isOpen = function () { return Boolean(now); };

  // What is selected

  var aside = ".ml-notes, .ml-ref, .footnote-ref, .footnotes";
  var blocks = "p, li, h2, h3, h4, h5, h6, blockquote, tr, pre";
  function wordsOf(range) {
    var piece = range.cloneContents();
    piece.querySelectorAll(aside).forEach(function (each) { each.remove(); });
    piece.querySelectorAll(blocks).forEach(function (each) { each.append("\n"); });
    return piece.textContent.trim();
  }
  function plain(words) { return words.replace(/\s+/g, " ").trim().toLowerCase(); }
  /* How often words stand in others, those that share letters each for itself. */
  function times(words, within) {
    var count = 0;
    for (var at = words ? within.indexOf(words) : -1; at >= 0; at = within.indexOf(words, at + 1)) { count += 1; }
    return count;
  }
  /* The selected words; which of the places where they stand, counted from 1; and how many there are. */
  function selected() {
    var selection = window.getSelection(), home = body();
    if (!home || !selection.rangeCount || selection.isCollapsed) { return null; }
    var range = selection.getRangeAt(0);
    if (!home.contains(range.commonAncestorContainer)) { return null; }
    var start = range.startContainer;
    if ((start.nodeType === 1 ? start : start.parentElement).closest(".ml-notes")) { return null; }
    var words = wordsOf(range);
    if (!words) { return null; }
    var before = document.createRange(), all = document.createRange();
    before.setStart(home, 0);
    before.setEnd(range.endContainer, range.endOffset);
    all.selectNodeContents(home);
    return { quote: words, which: times(plain(words), plain(wordsOf(before))), of: times(plain(words), plain(wordsOf(all))), range: range.cloneRange() };
  }
  function light(range) {
    if (!window.CSS || !CSS.highlights) { return; }
    if (range) { CSS.highlights.set("ml-chosen", new Highlight(range)); } else { CSS.highlights.delete("ml-chosen"); }
  }
  function offer() {
    chosen = now ? chosen : selected();
    var found = !now && chosen && keeper.me;
    float.hidden = !found;
    if (!found) { return; }
    var rect = chosen.range.getBoundingClientRect();
    float.style.top = Math.max(window.scrollY + rect.bottom + 6, window.scrollY + 6) + "px";
    float.style.left = Math.min(Math.max(rect.left, 8), document.documentElement.clientWidth - float.offsetWidth - 8) + "px";
  }
  var settled = 0;
  document.addEventListener("selectionchange", function () {
    window.clearTimeout(settled);
    settled = window.setTimeout(offer, 120);
  });
  float.addEventListener("pointerdown", function (event) { event.preventDefault(); });
  float.addEventListener("click", function () { if (chosen) { about(chosen); } });
  function about(found) {
    var which = Math.min(found.which, 499);
    open({ action: "comment", quote: found.quote, about: found.quote, at: which, which: which, of: Math.min(found.of, 499), reply_to: "" }, found.range);
  }
  document.addEventListener("keydown", function (event) {
    if (event.code === "KeyM" && event.altKey && (event.ctrlKey || event.metaKey) && entry() && keeper.me) {
      event.preventDefault();
      var found = selected();
      if (found) { about(found); } else { open({ action: "comment", quote: "", which: 0, of: 0, reply_to: "" }); }
    }
  });

  // The box

  /* Each thing to say is kept by itself: what was begun about some words is never put to others. */
  function name(what) {
    return ["box", entry().dataset.entry, what.action, what.comment || what.reply_to || plain(what.about || ""), what.at || 0].join(" ");
  }
  function heading(what) {
    if (what.action === "comment") { return say(what.reply_to ? "reply_title" : what.quote ? "words_title" : "comment_title"); }
    return say(what.action + "_title");
  }
  /* Open the box for something to say; what was typed for it before, and not saved, is there again. */
  function open(what, range, words) {
    if (!box.hidden) { keep(); }
    var kept = keeper.kept.get(name(what));
    now = Object.assign({ id: keeper.id(), text: words || "", kind: "", spoken: "" }, what, kept || {});
    opener = document.activeElement;
    box.className = "ml-box";
    box.hidden = false;
    float.hidden = true;
    box.querySelector("h2").textContent = heading(now);
    text.value = now.text;
    quote.value = now.quote || "";
    box.querySelector("[data-part='quote']").hidden = now.action !== "comment" || Boolean(now.reply_to);
    offerKinds(now);
    box.elements.agenda.checked = Boolean(now.agenda);
    places.replaceChildren();
    tell(kept && kept.text ? say("restored") : "");
    stand(range);
    light(range);
    window.getSelection().removeAllRanges(); // what is selected from now on is the next thing to speak about
    text.focus({ preventScroll: !wide.matches });
  }
  /* Where the two code their journal, words can be noted for study too: as a memo, or with a code instead of words. */
  function offerKinds(what) {
    var row = box.querySelector("[data-part='kind']"), codes = kind.querySelector("optgroup");
    function list(words) {
      row.hidden = !what.kind && !words.length;
      codes.replaceChildren.apply(codes, words.map(function (code) { return new Option(code, "code " + code); }));
      kind.value = what.kind;
      become();
    }
    list(isCode(what) ? [what.kind.slice(5)] : []);
    if (what.action !== "comment" || what.reply_to) { return; }
    keeper.read("/api/entries/" + entry().dataset.entry).then(function (form) {
      if (now !== what) { return; }
      if (isCode(what) && form.codes.indexOf(what.kind.slice(5)) < 0) { what.kind = what.spoken; }
      list(form.codes);
    }).catch(function () { return; }); // without it one can still comment
  }
  function isCode(what) { return what.kind.slice(0, 5) === "code "; }
  function become() {
    text.hidden = isCode(now);
    box.querySelector("[data-part='agenda']").hidden = now.action !== "comment" || now.kind !== "";
  }
  kind.addEventListener("change", function () {
    if (!now) { return; }
    now.kind = kind.value;
    if (!isCode(now)) { now.spoken = now.kind; }
    become();
    keep();
  });
  /* Beside the words on a wide page, at the bottom of the window on any other. */
  function stand(range) {
    box.style.top = box.style.left = "";
    if (!wide.matches) { return; }
    var anchor = range || (now.comment || now.reply_to ? document.getElementById("c-" + (now.comment || now.reply_to)) : null);
    var top = anchor ? anchor.getBoundingClientRect().top : window.innerHeight / 3;
    var right = (body() || entry()).getBoundingClientRect().right + 20;
    box.style.left = Math.min(right, document.documentElement.clientWidth - 320) + "px";
    box.style.top = window.scrollY + Math.max(Math.min(top, window.innerHeight - 330), 70) + "px";
  }
  function keep() {
    if (!now) { return; }
    now.text = text.value;
    now.agenda = box.elements.agenda.checked;
    if (now.action === "comment" && !now.reply_to && quote.value.trim() !== (now.quote || "").trim()) {
      Object.assign(now, { quote: quote.value.trim(), which: 0, of: 0 });
    }
    if (now.text.trim()) { keeper.kept.put(name(now), now); } else { keeper.kept.drop(name(now)); }
  }
  function close(goal) {
    box.hidden = true;
    light(null);
    now = null;
    offer();
    var home = goal ? document.querySelector("#c-" + goal + " a, #c-" + goal + " button") : opener;
    if (home && home.isConnected) { home.focus({ preventScroll: true }); }
  }
  function tell(words, isBad) {
    state.textContent = words;
    state.classList.toggle("ml-bad", Boolean(isBad));
  }
  function fieldsOf(what) {
    var fields = { entry: entry().dataset.entry };
    if (what.comment) { fields.comment = what.comment; }
    if (what.action === "comment") { Object.assign(fields, { quote: what.quote, which: what.which, of: what.of, reply_to: what.reply_to, agenda: Boolean(what.agenda) }); }
    fields.text = what.text;
    if (!what.kind) { return fields; }
    delete fields.reply_to;
    delete fields.agenda;
    if (isCode(what)) {
      fields.code = what.kind.slice(5);
      delete fields.text;
    }
    return fields;
  }
  function actOf(what) { return what.kind ? what.kind.split(" ")[0] : what.action; }
  /* Show the words as they will stand, and say how far they are: on their way, or saved; never more than is so. */
  function send(anyway) {
    if (!now) { return; }
    keep();
    if (!now.text.trim() && now.action !== "withdraw" && !isCode(now)) { tell(say("empty"), true); return; }
    var mine = now, key = name(mine);
    sent.textContent = isCode(mine) ? mine.kind.slice(5) : mine.text;
    box.className = "ml-box ml-box--sent";
    tell(say("saving"));
    keeper.act(actOf(mine), fieldsOf(mine), mine.id, anyway).then(function (answer) {
      keeper.kept.drop(key, mine);
      if (isCode(mine) && mine.text.trim() && !keeper.kept.get(key)) { keeper.kept.put(key, Object.assign({}, mine, { id: keeper.id(), kind: mine.spoken })); }
      if (now !== mine) { return; }
      now = null;
      offer();
      tell(say("saved"));
      box.classList.add("ml-box--saved");
      keeper.whenBuilt(answer.acts, function () { whenRenewed(function () { if (!now) { close(answer.comment); } }); });
    }).catch(function (error) {
      if (error.status === 202) { keeper.kept.drop(key, mine); }
      if (error.kind === "changed") { mine.id = keeper.id(); keeper.kept.put(key, mine); }
      if (now !== mine) { return; }
      if (error.status === 202) {
        now = null;
        tell(keeper.sorry(error));
        window.setTimeout(function () { if (!now) { close(); } }, 4000);
        return;
      }
      box.className = "ml-box";
      if (error.kind === "names") { keeper.askNames(state, error, function () { send(true); }); return; }
      if (error.places && error.places.length) { choosePlace(error.places); }
      tell(keeper.sorry(error), true);
      text.focus();
    });
  }
  function choosePlace(found) {
    places.replaceChildren.apply(places, found.slice(0, 20).map(function (passage, index) {
      var label = document.createElement("label"), radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "place";
      radio.addEventListener("change", function () { Object.assign(now, { which: index + 1, of: found.length }); keep(); });
      label.append(radio, " ", passage);
      return label;
    }));
  }
  /* Real names that this person listed: they decide, once more. */
  function namesIn(error) {
    var told = Object.keys(error.names).map(function (each) { return say("name", 0, { name: each, role: error.names[each] }); });
    return told.join(" ") + " " + say("names_how");
  }
  keeper.askNames = function (home, error, again) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "ml-button";
    button.textContent = say("anyway");
    button.addEventListener("click", again);
    home.classList.add("ml-bad");
    home.replaceChildren(namesIn(error) + " ", button);
  };
  keeper.act = function (action, fields, id, anyway) {
    return keeper.send("/api/actions", Object.assign({ id: id, action: action, anyway: Boolean(anyway) }, fields));
  };
  keeper.sorry = function (error) {
    if (error.status === 0) { return say("away"); }
    if (error.status === 401) { return say("lost_how"); }
    if (error.status === 403 && !error.kind) { return say("open_again"); }
    return (error.message || say("failed")).replace(/^./, function (first) { return first.toUpperCase(); }).replace(/\.$/, "") + (error.hint ? " – " + error.hint : "") + ".";
  };
  function whenRenewed(done) {
    var over = false;
    function once() { if (!over) { over = true; document.removeEventListener("mentorlog:renewed", once); done(); } }
    document.addEventListener("mentorlog:renewed", once);
    window.setTimeout(once, 1500);
  }
  keeper.whenRenewed = whenRenewed;
  box.addEventListener("submit", function (event) { event.preventDefault(); send(false); });
  box.addEventListener("input", function () {
    if (state.querySelector("button")) { tell(""); }
    keep();
  });
  box.querySelector("[data-part='close']").addEventListener("click", function () { keep(); close(); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { keep(); close(); event.stopPropagation(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(false); }
  });

  // What can be done on an entry and on each comment

  function button(label, run, more) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "ml-act" + (more || "");
    made.textContent = say(label);
    made.addEventListener("click", function () { run(made); });
    return made;
  }
  /* An act of a button's own. Where words were typed for it, real names in them are asked about first. */
  function plainAct(made, action, fields, then, anyway) {
    made.disabled = true;
    keeper.act(action, fields, keeper.id(), anyway || !fields.text).then(function (answer) {
      made.textContent = say("saved");
      if (then) { keeper.whenBuilt(answer.acts, function () { then(answer); }); }
    }).catch(function (error) {
      made.disabled = false;
      if (error.kind !== "names") { window.alert(keeper.sorry(error)); }
      else if (window.confirm(namesIn(error) + " " + say("anyway") + "?")) { plainAct(made, action, fields, then, true); }
    });
  }
  keeper.button = button;
  keeper.plainAct = plainAct;
  /* Who said what, by the ids of comments. */
  function authorsIn(said) {
    var authors = {};
    said.split(" ").filter(Boolean).forEach(function (each) { authors[each.slice(0, each.indexOf(":"))] = each.slice(each.indexOf(":") + 1); });
    return authors;
  }
  function rewords(id, comment) {
    return button("reword", function () {
      var before = now;
      keeper.read("/api/entries/" + id).then(function (form) {
        if (now !== before) { return; } // something else was begun meanwhile
        open({ action: "reword", comment: comment }, null, form.said[comment] || "");
      }).catch(function (error) { window.alert(keeper.sorry(error)); });
    });
  }
  function retracts(id, comment) {
    return button("retract", function (made) {
      if (window.confirm(say("retract_sure"))) { plainAct(made, "retract", { entry: id, comment: comment }); }
    });
  }
  /* One's own codes and memos can be taken back, and a memo be reworded; nobody answers them. */
  function noteTools(page) {
    var study = page.querySelector(".ml-study"), authors = study ? authorsIn(study.dataset.said) : {};
    Object.keys(authors).filter(function (comment) { return authors[comment] === keeper.me; }).forEach(function (comment) {
      var note = document.getElementById("c-" + comment), row = document.createElement("p");
      row.className = "ml-tools";
      if (note.querySelector(".ml-words")) { row.append(rewords(page.dataset.entry, comment)); }
      row.append(retracts(page.dataset.entry, comment));
      note.append(row);
    });
  }
  function tools(page) {
    var authors = authorsIn(page.dataset.said), id = page.dataset.entry;
    page.querySelectorAll(".ml-thread").forEach(function (thread) {
      thread.querySelectorAll(":scope > .ml-remark").forEach(function (remark) {
        var comment = remark.id.slice(2), mine = authors[comment] === keeper.me, row = document.createElement("p");
        if (!authors[comment]) { return; }
        var speaks = !remark.classList.contains("ml-reading") && !remark.classList.contains("ml-bookmarking");
        row.className = "ml-tools";
        if (speaks) { row.append(button("reply", function () { open({ action: "comment", quote: "", which: 0, of: 0, reply_to: comment }); })); }
        if (mine) {
          if (speaks) { row.append(rewords(id, comment)); }
          row.append(retracts(id, comment));
        }
        if (speaks && remark === thread.querySelector(".ml-remark")) {
          var deed = thread.classList.contains("ml-resolved") ? "reopen" : "resolve";
          row.append(button(deed, function (made) { plainAct(made, deed, { entry: id, comment: comment }); }));
        }
        remark.append(row);
      });
    });
  }
  function acts(page) {
    var id = page.dataset.entry, mine = page.dataset.author === keeper.me || !page.dataset.author;
    var asks = /\/questions\/[^/]*$/.test(window.location.pathname), stands = page.querySelector(".ml-state");
    var row = document.createElement("p"), how = document.querySelector(".ml-how");
    var is = function (word) { return stands && stands.classList.contains("ml-state--" + word); };
    row.className = "ml-acts";
    function opens(action, more) { return button(action, function () { open(Object.assign({ action: action }, more)); }); }
    if (asks && !mine && !is("withdrawn")) { row.append(opens("answer")); }
    row.append(opens("comment", { quote: "", which: 0, of: 0, reply_to: "" }));
    var hasRead = Array.from(page.querySelectorAll(".ml-reading")).some(function (each) { return page.dataset.said.indexOf(each.id.slice(2) + ":" + keeper.me + " ") >= 0; });
    if (!mine && !hasRead) { row.append(button("read", function (made) { plainAct(made, "read", { entry: id }); })); }
    if (asks && mine && !is("withdrawn")) { row.append(opens("outcome")); }
    if (asks && mine && is("open")) { row.append(opens("withdraw")); }
    if (mine || page.dataset.call !== undefined) { row.append(button("edit", function () { keeper.write("edit", id); })); }
    if (mine) {
      row.append(button("remove", function (made) {
        if (!window.confirm(say("remove_sure"))) { return; }
        plainAct(made, "remove", { entry: id }, function () {
          if (!keeper.isOpen() && !document.getElementById("ml-write").open) { window.location.href = "/index.html"; }
        });
      }));
    }
    if (how) { how.replaceWith(row); } else { page.after(row); }
  }
  /* Two versions side by side: below each, that it shall stand; below both, that both shall. */
  function versions(page) {
    var home = page.querySelector(".ml-versions"), row = document.createElement("p");
    if (!home) { return; }
    function chooses(label, side) {
      var made = button(label, function () { plainAct(made, "choose", { entry: page.dataset.entry, which: side }); });
      made.className = "ml-button";
      return made;
    }
    home.querySelector("p").replaceChildren(say("choose"));
    home.querySelectorAll("section").forEach(function (section, index) {
      if (index < 2) { section.append(chooses("choose_this", index ? "there" : "here")); }
    });
    row.append(chooses("choose_both", "both"));
    home.append(row);
  }
  function dress() {
    if (!entry() || !keeper.me) { return; }
    tools(entry());
    noteTools(entry());
    acts(entry());
    versions(entry());
  }
  facts.dressers.push(dress);
  dress();
  if (entry() && keeper.me) {
    var left = keeper.names("box " + entry().dataset.entry + " ").map(keeper.kept.get).filter(function (each) { return each && each.text; });
    if (left.length) { open(left[0]); }
  }
})();
