/* Search: loads the pieces of the index that the words need, ranks what they name (BM25), and shows the best, or,
   month by month, what stands in each channel. */
(function () {
  "use strict";
  var here = document.currentScript.src.replace(/assets\/.*$/, "");
  var form = document.querySelector(".ml-search");
  var words = form.elements.q, who = form.elements.who, where = form.elements.where, side = form.elements.side;
  var list = document.getElementById("results"), status = document.getElementById("found");
  var pieces = {}, waiting = {};
  var lanes = document.getElementById("lanes").firstElementChild, beside = document.getElementById("side-by-side");
  var say = window.mentorlog.say, most = 20, mostBeside = 120, around = 90, run = 0;

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
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
  }
  function terms(text) {
    var single = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff";
    var plain = fold(text).replace(/([\p{L}\p{N}])['\u2019](?=[\p{L}\p{N}])/gu, "$1");
    return plain.match(new RegExp("[" + single + "]|(?:(?![" + single + "])[\\p{L}\\p{N}])+", "gu")) || [];
  }
  function shard(term) {
    var first = Array.from(term).slice(0, 3);
    var other = first.find(function (sign) { return sign > "\x7f"; });
    return other ? "u" + (other.codePointAt(0) >> 4).toString(16) : "w" + first.join("");
  }
  function stemOf(term) { return term.length > 4 ? term.replace(/(?:ing|ed|es|s)$/, "") : term; }
  /* The pieces that may hold a word: of a short one, all that begin with it. */
  function shards(term, index) {
    var name = shard(term), common = index.common.indexOf(term);
    if (common >= 0) { return ["c" + common]; }
    return index.shards.split(" ").filter(function (each) {
      return each === name || (name[0] === "w" && name.length < 4 && each.startsWith(name));
    });
  }
  /* The documents that hold a word, counted from the first of its part, each with how often it does. */
  function holders(listed, first) {
    var number = first;
    return (listed ? listed.split(",") : []).map(function (each) {
      var parts = each.split(".");
      number += parseInt(parts[0], 36);
      return [number, parts[1] ? parseInt(parts[1], 36) : 1];
    });
  }
  /* The documents that hold a word, or one that begins with it, each with how much that says of it. */
  function weigh(term, index) {
    var known = Object.assign.apply(null, [Object.create(null)].concat(shards(term, index).map(function (name) { return pieces["t/" + name]; })));
    var scores = new Map(), latest = Object.assign(Object.create(null), index.last.words);
    var words = new Set(Object.keys(known).concat(Object.keys(latest)));
    var stem = stemOf(term);
    words.forEach(function (found) {
      var exact = found === term;
      if (!exact && !found.startsWith(term) && !(found.startsWith(stem) && found.length < stem.length + 4)) { return; }
      var listed = holders(known[found], 0).concat(holders(latest[found], index.count - index.last.count));
      var rare = Math.log(1 + (index.count - listed.length + 0.5) / (listed.length + 0.5)) * (exact ? 1 : 0.6);
      listed.forEach(function (each) {
        var number = each[0], often = each[1];
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
    mark(paragraph, shown, query);
    return paragraph;
  }
  /* Words, with those that were looked for marked. */
  function mark(element, text, query) {
    text.split(/([\p{L}\p{N}\p{M}'\u2019]+)/u).forEach(function (part) {
      var folded = terms(part).join("");
      var hit = folded && query.some(function (term) { return folded.startsWith(stemOf(term)); });
      var node = hit ? document.createElement("mark") : document.createTextNode(part);
      if (hit) { node.textContent = part; }
      element.append(node);
    });
  }
  function item(row, query) {
    var item = document.createElement("li"), link = document.createElement("a"), meta = document.createElement("p");
    link.href = row[0];
    mark(link, row[1], query);
    meta.className = "ml-meta";
    meta.textContent = row[2] + " · " + row[3];
    item.append(link, meta, excerpt(row[4], query));
    return item;
  }
  /* What is known of all documents: of the last month's behind those before. */
  async function whole() {
    var parts = await Promise.all([load("index"), load("last")]), first = parts[0], last = parts[1];
    var joined = { last: last, count: first.count + last.count, months: first.months.concat([[last.month, last.count]]) };
    ["who", "kinds", "lengths"].forEach(function (key) { joined[key] = first[key] + last[key]; });
    return Object.assign({}, first, joined);
  }
  /* The piece that shows a document, and its place there. */
  function place(number, index) {
    var month = index.months.find(function (each) { number -= each[1]; return number < 0; });
    number += month[1];
    return ["d/" + month[0] + "-" + Math.floor(number / index.together), number % index.together];
  }
  function monthInWords(key) {
    var how = { month: "long", year: "numeric", timeZone: "UTC" };
    return key && new Date(key + "-15T12:00:00Z").toLocaleDateString(window.mentorlog.language, how);
  }
  /* What was found in time: a line a month, a column a channel; a comment stands beside its entry. */
  function compared(found, query) {
    var table = lanes.cloneNode(true), body = table.querySelector("tbody"), line = body.firstElementChild, last = null;
    line.remove();
    found.slice().sort(function (a, b) { return a[5] < b[5] ? -1 : a[5] > b[5] ? 1 : 0; }).forEach(function (row) {
      if (row[5] !== last) {
        last = row[5];
        body.append(line.cloneNode(true));
        body.lastElementChild.firstElementChild.textContent = monthInWords(last);
      }
      var lane = document.createElement("div"), channel = document.createElement("p");
      var home = body.lastElementChild.querySelector("[data-folder='" + row[0].split("/")[0] + "']");
      lane.className = "ml-lane";
      channel.className = "ml-channel ml-lane__channel";
      channel.textContent = home.dataset.name;
      lane.append(channel);
      lane.append.apply(lane, item(row, query).childNodes);
      home.append(lane);
    });
    return table;
  }
  async function find() {
    var mine = ++run;
    var index = await whole();
    var query = Array.from(new Set(terms(words.value)));
    var rare = query.filter(function (term) { return !index.common.includes(term); });
    query = rare.length ? rare : query;
    await Promise.all(query.flatMap(function (term) { return shards(term, index); }).map(function (name) { return load("t/" + name); }));
    var rows = ranked(query, index);
    var best = rows.slice(0, side.checked ? mostBeside : most);
    if (side.checked) { best.sort(function (a, b) { return a.number - b.number; }); }
    var data = await Promise.all(best.map(async function (row) {
      var where = place(row.number, index);
      return (await load(where[0]))[where[1]];
    }));
    if (mine !== run) { return; }
    list.replaceChildren.apply(list, side.checked ? [] : data.map(function (row) { return item(row, query); }));
    beside.replaceChildren.apply(beside, side.checked && data.length ? [compared(data, query)] : []);
    var told = rows.length ? say("found", rows.length) : words.value.trim() ? say("none") : "";
    status.textContent = told + (rows.length > best.length ? ", " + say("best", best.length) : "");
  }
  function again() {
    var query = new URLSearchParams(new FormData(form));
    window.history.replaceState(null, "", "#" + query); // kept for whoever comes back; a file has no other address
    find();
  }
  var asked = new URLSearchParams(window.location.hash.slice(1) || window.location.search);
  [words, who, where].forEach(function (field) {
    field.value = asked.get(field.name) || "";
    field.addEventListener("input", again);
  });
  side.checked = asked.has("side");
  side.addEventListener("change", again);
  form.addEventListener("submit", function (event) { event.preventDefault(); again(); });
  if (words.value) { find(); }
})();
