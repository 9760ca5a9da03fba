/* How a page talks to the server of its journal, and what it keeps in this browser until the server has it. */
(function () {
  "use strict";
  var keeper = window.mentorlogKeeper, content = document.querySelector(".md-content__inner");
  /* The page as it was served, before anything is done to it. */
  keeper.served = content ? content.innerHTML : "";
  var ahead = Date.parse(keeper.now) - Date.now();
  var signs = "0123456789abcdefghjkmnpqrstvwxyz";
  var own = "mentorlog " + keeper.clone + " ";
  var listeners = [];

  function token() {
    try { return window.localStorage.getItem("mentorlog token") || ""; } catch (error) { return ""; }
  }
  keeper.token = token();
  function sent(method, address, body, kind) {
    var headers = { "X-Mentorlog-Token": keeper.token };
    if (body !== undefined) { headers["Content-Type"] = kind || "application/json"; }
    var data = body === undefined || kind ? body : JSON.stringify(body);
    return window.fetch(address, { method: method, headers: headers, body: data, cache: "no-store" });
  }
  function told(answer) {
    return answer.text().then(function (text) {
      var data = {};
      try { data = JSON.parse(text); } catch (error) { data.message = text; }
      data.status = answer.status;
      if (!answer.ok || answer.status === 202) { throw data; }
      return data;
    });
  }
  /* What could not be asked, in the same shape as what was refused. */
  function away() { throw { status: 0, kind: "away" }; }

  keeper.read = function (address) { return sent("GET", address).catch(away).then(told); };
  /* A server that was started anew gave another token to the page that its link opened: then it is tried with that. */
  keeper.send = function (address, body, kind) {
    return sent("POST", address, body, kind).catch(away).then(function (answer) {
      if (answer.status !== 403) { return told(answer); }
      if (token() === keeper.token) { return told(answer); }
      keeper.token = token();
      return sent("POST", address, body, kind).catch(away).then(told);
    });
  };
  /* The identity of an act (a ULID): the server's time in milliseconds, then 80 random bits. */
  keeper.id = function () {
    var time = Date.now() + ahead, id = "";
    for (var place = 0; place < 10; place += 1) { id = signs[time % 32] + id; time = Math.floor(time / 32); }
    window.crypto.getRandomValues(new Uint8Array(16)).forEach(function (byte) { id += signs[byte % 32]; });
    return id;
  };
  keeper.kept = {
    get: function (name) {
      try { return JSON.parse(window.localStorage.getItem(own + name)); } catch (error) { return null; }
    },
    put: function (name, value) {
      try { window.localStorage.setItem(own + name, JSON.stringify(value)); } catch (error) { return false; }
      return true;
    },
    /* Forget what is kept; with `only`, unless something else was kept in its place since. */
    drop: function (name, only) {
      try {
        if (only === undefined || window.localStorage.getItem(own + name) === JSON.stringify(only)) { window.localStorage.removeItem(own + name); }
      } catch (error) { return; }
    }
  };
  keeper.names = function (first) {
    try {
      return Object.keys(window.localStorage).filter(function (name) { return name.indexOf(own + first) === 0; })
        .map(function (name) { return name.slice(own.length); });
    } catch (error) { return []; }
  };

  /* How things stand, now and whenever it changes. One page of a browser listens, and tells the others: a browser keeps
     few connections to a host, and each listener has one for itself. */
  var pages = new BroadcastChannel("mentorlog"), listens = false;
  keeper.listen = function (listener) {
    listeners.push(listener);
    listener(keeper.standing);
    return function () { listeners = listeners.filter(function (each) { return each !== listener; }); };
  };
  /* Once the pages hold an act, or after a while in any case. */
  keeper.whenBuilt = function (act, done) {
    var over = false, forget = null;
    function once() {
      if (over) { return; }
      over = true;
      if (forget) { forget(); }
      done();
    }
    forget = keeper.listen(function (standing) { if (standing.acts >= act) { once(); } });
    if (over) { forget(); }
    window.setTimeout(once, 8000);
  };
  function take(standing) {
    keeper.standing = standing;
    listeners.forEach(function (listener) { listener(standing); });
  }
  function tell(standing) { pages.postMessage(standing); take(standing); }
  function lost(how) { tell(Object.assign({}, keeper.standing, { lost: how })); }
  function open() {
    listens = true;
    var source = new EventSource("/api/events");
    source.onmessage = function (event) { tell(JSON.parse(event.data)); };
    source.onerror = function () {
      if (source.readyState !== EventSource.CLOSED) { lost("gone"); return; }
      keeper.read("/api/status").then(function () { lost("gone"); }).catch(function (error) { lost(error.status === 401 ? "again" : "gone"); });
      window.setTimeout(open, 3000);
    };
  }
  pages.onmessage = function (event) {
    if (event.data !== "ask") { take(event.data); } else if (listens) { pages.postMessage(keeper.standing); }
  };
  function ask() { if (!listens && !document.hidden) { pages.postMessage("ask"); } }
  document.addEventListener("visibilitychange", ask);
  ask();
  window.navigator.locks.request("mentorlog listens", function () { open(); return new Promise(function () { return; }); });
})();
