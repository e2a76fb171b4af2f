/* Progressive only: offers the reader's own zone, remembers a chosen one, marks what is on now and next. */
"use strict";
(() => {
  const KEY = "dialogue.zone";
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (zone) => { try { localStorage.setItem(KEY, zone); } catch { /* private window */ } };

  const rows = [...document.querySelectorAll("[data-uid]")].map((row) => {
    const [start, end] = row.querySelectorAll(".session-hours time");
    return start && end ? { row, start: Date.parse(start.dateTime), end: Date.parse(end.dateTime), shown: start.dateTime } : null;
  }).filter(Boolean);

  /* Whether clocks of the zone show something else than the page does, at any session. */
  const differs = (zone) => {
    const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    return rows.some(({ start, shown }) => clock.format(start).replace(" ", "T") !== shown.slice(0, 16));
  };

  /* The browser's own name of a zone: many still say Asia/Saigon for Asia/Ho_Chi_Minh. Throws at a zone it does not know. */
  const named = (timeZone) => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  const zoneOf = (link) => link.dataset.zone || new URL(link.href).searchParams.get("tz");
  /* The link of the event's city with this zone, else of the event's own zone: by this name or another of the same zone. */
  const linkWith = (zone) => {
    const links = [...document.querySelectorAll(".chips a, .zone-words [data-zone]")];
    const same = (link) => { try { return named(zoneOf(link)) === named(zone); } catch { return false; } };
    return links.find((link) => zoneOf(link) === zone) || links.find(same);
  };

  const offer = document.querySelector("[data-own-zone]");
  if (offer) {
    const zone = kept() || Intl.DateTimeFormat().resolvedOptions().timeZone;
    try {
      if (zone && differs(zone)) {
        const known = linkWith(zone);
        const address = new URL(known ? known.href : offer.href);
        if (!known) address.searchParams.set("tz", zone);
        const place = known ? known.dataset.place || known.textContent : zone.split("/").pop().replaceAll("_", " ");
        offer.href = address.href.replaceAll("%2F", "/");
        offer.dataset.zone = known ? zoneOf(known) : zone;
        offer.textContent = offer.dataset.words.replace("%s", place);
        offer.hidden = false;
      }
    } catch { /* a zone this browser does not know */ }
    for (const link of document.querySelectorAll(".chips a, [data-own-zone]")) {
      link.addEventListener("click", () => keep(zoneOf(link)));
    }
    document.querySelector(".zone-form")?.addEventListener("submit", (event) => keep(event.target.elements.tz.value));
  }

  const agenda = document.querySelector("[data-now]");
  if (!agenda) return;
  const mark = (row, words, now) => {
    const badge = document.createElement("p");
    badge.className = "now-mark";
    const inner = badge.appendChild(document.createElement("span"));
    inner.className = now ? "badge badge-now" : "badge";
    inner.textContent = words;
    row.querySelector(".session-what").prepend(badge);
    row.classList.toggle("is-now", now);
  };
  const fixed = agenda.dataset.at ? Date.parse(agenda.dataset.at) : null; /* a draft, "as on 8 Sept 14:20" */
  const refresh = () => {
    const now = fixed ?? Date.now();
    for (const old of agenda.querySelectorAll(".now-mark")) old.remove();
    for (const { row } of rows) row.classList.remove("is-now");
    const held = rows.filter(({ row }) => !row.classList.contains("status-cancelled"));
    const coming = Math.min(...held.filter(({ start }) => start > now).map(({ start }) => start));
    const begun = held.some(({ start }) => start - 86400000 < now);
    for (const { row, start, end } of held) {
      if (start <= now && now < end) mark(row, agenda.dataset.now, true);
      else if (begun && start === coming) mark(row, agenda.dataset.next, false);
    }
  };
  refresh();
  setInterval(refresh, 30000);
})();
