/* What only the present can say: how far away an instant is. The page itself carries the instants. */
(function () {
  "use strict";
  function away(milliseconds) {
    var minutes = Math.round(Math.abs(milliseconds) / 60000);
    var hours = Math.round(minutes / 60);
    var days = Math.round(hours / 24);
    var span = minutes < 90 ? minutes + " min" : hours < 36 ? hours + " h" : days + " days";
    return milliseconds < 0 ? span + " ago" : "in " + span;
  }
  function tell() {
    document.querySelectorAll("time.ml-due").forEach(function (time) {
      var distance = new Date(time.dateTime) - new Date();
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
  tell();
  window.setInterval(tell, 60000);
})();
