// The offline explorer: looks up and interpolates results that were computed beforehand. It computes no physics, and it
// never turns a point above the limit into a setting.
(function () {
  "use strict";
  var table = JSON.parse(document.getElementById("explorer-data").textContent);
  var byId = function (id) { return document.getElementById("explorer-" + id); };
  var colour = byId("colour"), cooling = byId("cooling"), dial = byId("dial");

  // Place of a value on an axis, rising or falling, as index and share of the way to the next node.
  function place(axis, value) {
    var last = axis.length - 1, rising = axis[last] >= axis[0];
    for (var i = 0; i < last; i++) {
      if (rising ? value <= axis[i + 1] : value >= axis[i + 1]) {
        var share = (value - axis[i]) / (axis[i + 1] - axis[i]);
        return [i, Math.min(Math.max(share, 0), 1)];
      }
    }
    return [Math.max(last - 1, 0), last ? 1 : 0];
  }
  function between(a, b, share) { return a + (b - a) * share; }
  function along(values, at) { return between(values[at[0]], values[Math.min(at[0] + 1, values.length - 1)], at[1]); }
  function chance(values, c, k, f) {
    var next = Math.min(c[0] + 1, values.length - 1);
    return between(along(values[c[0]][k], f), along(values[next][k], f), c[1]);
  }
  // Where either neighbour allows nothing, nothing is allowed.
  function limit(c, k) {
    var one = table.allowed[c[0]][k], other = table.allowed[Math.min(c[0] + 1, table.ita.length - 1)][k];
    if (c[1] > 0 && c[1] < 1 && Math.min(one, other) <= 0) { return 0; }
    return between(one, other, c[1]);
  }
  // A limit is shown as a dial step, rounded down.
  function highest(allowed) { return dialled(Math.floor(allowed / table.step + 1e-6) * table.step); }
  function percent(share) {
    if (share < 0.005) { return "below 1 %"; }
    if (share > 0.995) { return "above 99 %"; }
    return Math.floor(share * 100 + 0.5) + " %";
  }
  function rgb(c, values) {
    var next = Math.min(c[0] + 1, values.length - 1);
    return "rgb(" + [0, 1, 2].map(function (i) {
      return Math.round(255 * between(values[c[0]][i], values[next][i], c[1]));
    }).join(",") + ")";
  }
  function named(ita) {
    return ita > 55 ? "very light" : ita > 41 ? "light" : ita > 28 ? "intermediate" : ita > 10 ? "tan" : ita > -30 ? "brown" : "dark";
  }
  function dialled(value) { return value.toFixed(table.decimals) + " J/cm²"; }

  function temperature(c, k, z, r, fluence) {
    var next = Math.min(c[0] + 1, table.rise.length - 1);
    function rise(i) {
      var rows = table.rise[i][k], below = Math.min(z[0] + 1, rows.length - 1);
      return between(along(rows[z[0]], r), along(rows[below], r), z[1]);
    }
    return along(table.background[k], z) + fluence * between(rise(c[0]), rise(next), c[1]);
  }
  function shade(celsius) {
    var share = (celsius - table.scale[0]) / (table.scale[1] - table.scale[0]);
    var at = Math.min(Math.max(share, 0), 1) * (table.shades.length - 1), i = Math.min(Math.floor(at), table.shades.length - 2);
    return [0, 1, 2].map(function (n) { return between(table.shades[i][n], table.shades[i + 1][n], at - i); });
  }
  function picture(c, k, fluence) {
    var canvas = byId("picture"), pen = canvas.getContext("2d"), w = canvas.width, h = canvas.height;
    var image = pen.createImageData(w, h), hottest = -1e9, depth = 0;
    var outer = table.radius[table.radius.length - 1], deep = table.deep;
    var columns = [], half = Math.ceil(w / 2);
    for (var x = 0; x < half; x++) { columns.push(place(table.radius, outer * (x + 0.5) / half)); }
    for (var y = 0; y < h; y++) {
      var z = place(table.depth, deep * (y + 0.5) / h);
      for (x = 0; x < half; x++) {
        var t = temperature(c, k, z, columns[x], fluence), s = shade(t);
        if (t > hottest) { hottest = t; depth = deep * (y + 0.5) / h; }
        [half - 1 - x, w - half + x].forEach(function (column) {
          var at = 4 * (y * w + column);
          image.data[at] = s[0]; image.data[at + 1] = s[1]; image.data[at + 2] = s[2]; image.data[at + 3] = 255;
        });
      }
    }
    pen.putImageData(image, 0, 0);
    return [hottest, depth];
  }

  function update() {
    var ita = -Number(colour.value), k = Number(cooling.value), fluence = Number(dial.value);
    var c = place(table.ita, ita), f = place(table.fluence, fluence), allowed = limit(c, k);
    var shares = { effect: chance(table.effect, c, k, f), burn: chance(table.burn, c, k, f), marks: chance(table.marks, c, k, f) };
    var over = fluence > allowed + 1e-9;
    byId("colour-value").textContent = "ITA " + Math.round(ita) + "°, " + named(ita);
    byId("dial-value").textContent = dialled(fluence);
    colour.setAttribute("aria-valuetext", "ITA " + Math.round(ita) + " degrees, " + named(ita));
    dial.setAttribute("aria-valuetext", dialled(fluence) + (over ? ", above the limit" : ""));
    Object.keys(shares).forEach(function (name) {
      byId(name).textContent = percent(shares[name]);
      byId(name + "-bar").style.width = (100 * shares[name]).toFixed(1) + "%";
    });
    var status = byId("status");
    status.className = over ? "status over" : "status";
    if (allowed <= 0) {
      status.textContent = "ABOVE THE LIMIT. Nothing is allowed on this device for this colour and cooling.";
    } else if (over) {
      status.textContent = "ABOVE THE LIMIT: not a setting. The highest allowed here is " + highest(allowed) + ".";
    } else {
      status.textContent = "Inside the limit. The highest allowed here is " + highest(allowed) + ".";
    }
    byId("swatch").style.background = rgb(c, table.skin);
    byId("spot").style.background = rgb(c, table.lesion);
    var hot = picture(c, k, fluence);
    var said = "Hottest place: " + Math.round(hot[0]) + " °C, " + 10 * Math.round(hot[1] / 10) + " µm deep.";
    byId("hottest").textContent = said;
    byId("picture").setAttribute("aria-label", "Temperature under the beam at the end of the pulse. " + said);
    byId("said").textContent = status.textContent + " " + table.said + " " + percent(shares.effect) + ", burn " + percent(shares.burn) +
      ", dark marks " + percent(shares.marks) + ".";
  }

  // A link such as #explore=ita:20;cooling:1;fluence:2.4 opens the page at one place of the table.
  function fromLink() {
    var found = /^#explore=(.+)$/.exec(decodeURIComponent(location.hash));
    if (!found) { return; }
    found[1].split(";").forEach(function (pair) {
      var parts = pair.split(":");
      if (parts[0] === "ita") { colour.value = String(-Number(parts[1])); }
      if (parts[0] === "cooling") { cooling.value = parts[1]; }
      if (parts[0] === "fluence") { dial.value = parts[1]; }
    });
    update();
  }

  colour.addEventListener("input", update);
  dial.addEventListener("input", update);
  cooling.addEventListener("change", update);
  window.addEventListener("hashchange", fromLink);
  byId("back").addEventListener("click", function () {
    colour.value = String(-table.case.ita); cooling.value = String(table.case.cooling); dial.value = String(table.case.fluence);
    update();
  });
  byId("body").hidden = false;
  update();
  fromLink();
}());
