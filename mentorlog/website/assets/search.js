/* Search: loads the pieces of the index that the words need, ranks what they name (BM25), and shows the best. */
(function () {
  "use strict";
  var here = document.currentScript.src.replace(/assets\/.*$/, "");
  var form = document.querySelector(".ml-search");
  var words = form.elements.q, who = form.elements.who, where = form.elements.where;
  var list = document.getElementById("results"), status = document.getElementById("found");
  var pieces = {}, waiting = {};
  var say = window.mentorlog.say, most = 20, around = 90, run = 0;

  window.mentorlog.piece = function (name, data) { pieces[name] = data; };
  function load(name) {
    if (!(name in waiting)) {
      waiting[name] = new Promise(function (done) {
        var script = document.createElement("script");
        script.src = here + "search/" + name + ".js";
        script.onload = script.onerror = function () { script.remove(); done(pieces[name]); };
        document.head.append(script);
      });
    }
    return waiting[name];
  }
  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
  }
  function terms(text) {
    var single = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff";
    var plain = fold(text).replace(/([\p{L}\p{N}])['\u2019](?=[\p{L}\p{N}])/gu, "$1");
    return plain.match(new RegExp("[" + single + "]|(?:(?![" + single + "])[\\p{L}\\p{N}\\p{M}])+", "gu")) || [];
  }
  function shard(term) {
    var first = Array.from(term).slice(0, 3);
    var other = first.find(function (sign) { return sign > "\x7f"; });
    return other ? "u" + (other.codePointAt(0) >> 4).toString(16) : first.join("").padEnd(3, "_");
  }
  /* The documents that hold a word, or one that begins with it, each with how much that says of it. */
  function weigh(term, index) {
    var known = pieces["t/" + shard(term)] || {};
    var scores = new Map();
    Object.keys(known).forEach(function (found) {
      var exact = found === term;
      if (!exact && (term.length < 3 || !found.startsWith(term))) { return; }
      var listed = known[found].split(",");
      var rare = Math.log(1 + (index.count - listed.length + 0.5) / (listed.length + 0.5)) * (exact ? 1 : 0.6);
      var number = 0;
      listed.forEach(function (each) {
        var parts = each.split(".");
        number += parseInt(parts[0], 36);
        var often = parts[1] ? parseInt(parts[1], 36) : 1;
        var length = Math.pow(2, parseInt(index.lengths[number], 36) / 2);
        var score = rare * often * 2.2 / (often + 1.2 * (0.4 + 0.6 * length / 250));
        if (score > (scores.get(number) || 0)) { scores.set(number, score); }
      });
    });
    return scores;
  }
  function allowed(number, index) {
    return (!who.value || index.authors[parseInt(index.who[number], 36)] === who.value) &&
      (!where.value || index.kinds[number] === where.value);
  }
  function ranked(query, index) {
    var total = new Map();
    query.forEach(function (term) {
      weigh(term, index).forEach(function (score, number) {
        if (!allowed(number, index)) { return; }
        var sum = total.get(number) || [0, 0];
        total.set(number, [sum[0] + 1, sum[1] + score]);
      });
    });
    var rows = Array.from(total, function (each) { return { number: each[0], held: each[1][0], score: each[1][1] }; });
    var whole = rows.filter(function (row) { return row.held === query.length; });
    rows = whole.length ? whole : rows;
    return rows.sort(function (a, b) { return b.held - a.held || b.score - a.score || b.number - a.number; });
  }
  function excerpt(text, query) {
    var folded = fold(text), paragraph = document.createElement("p"), at = folded.length;
    query.forEach(function (term) {
      var place = folded.search(new RegExp("(?<![\\p{L}\\p{N}])" + term, "u"));
      if (place >= 0) { at = Math.min(at, place); }
    });
    var start = at < folded.length && folded.length === text.length ? Math.max(0, at - around) : 0;
    start = start && text.indexOf(" ", start) + 1;
    var shown = (start ? "… " : "") + text.slice(start, start + 3 * around) + (start + 3 * around < text.length ? " …" : "");
    paragraph.className = "ml-excerpt";
    paragraph.dir = "auto";
    shown.split(/([\p{L}\p{N}\p{M}'\u2019]+)/u).forEach(function (part) {
      var folded = terms(part).join("");
      var hit = folded && query.some(function (term) { return folded === term || (term.length > 2 && folded.startsWith(term)); });
      var node = hit ? document.createElement("mark") : document.createTextNode(part);
      if (hit) { node.textContent = part; }
      paragraph.append(node);
    });
    return paragraph;
  }
  function item(row, query) {
    var item = document.createElement("li"), link = document.createElement("a"), meta = document.createElement("p");
    link.href = row[0];
    link.textContent = row[1];
    meta.className = "ml-meta";
    meta.textContent = row[2] + " · " + row[3];
    item.append(link, meta, excerpt(row[4], query));
    return item;
  }
  async function find() {
    var mine = ++run;
    var index = await load("index");
    var query = Array.from(new Set(terms(words.value))).filter(function (term) { return !index.common.includes(term); });
    var known = (" " + index.shards + " ");
    await Promise.all(query.map(shard).filter(function (name) { return known.includes(" " + name + " "); })
      .map(function (name) { return load("t/" + name); }));
    var rows = ranked(query, index);
    var best = rows.slice(0, most);
    var data = await Promise.all(best.map(function (row) { return load("d/" + Math.floor(row.number / index.together)); }));
    if (mine !== run) { return; }
    list.replaceChildren.apply(list, best.map(function (row, place) {
      return item(data[place][row.number % index.together], query);
    }));
    status.textContent = rows.length ? say("found", rows.length) : words.value.trim() ? say("none") : "";
    document.documentElement.dataset.searched = words.value;
  }
  function again() {
    var query = new URLSearchParams(new FormData(form));
    if (window.location.protocol !== "file:") { window.history.replaceState(null, "", "?" + query); }
    find();
  }
  var asked = new URLSearchParams(window.location.search);
  [words, who, where].forEach(function (field) {
    field.value = asked.get(field.name) || "";
    field.addEventListener("input", again);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); again(); });
  if (words.value) { find(); }
})();
