/* Progressive only: rows can be dragged, menus close by themselves, a form says when its session ends. */
"use strict";
(() => {
  const act = document.querySelector("#act");
  if (!act) return;

  const send = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      act.append(input);
    }
    act.submit();
  };

  /* A row dropped sends what "Move before…" does: the session, and the one it now stands before ('' for none). */
  for (const list of document.querySelectorAll(".rows")) {
    const rows = list.querySelectorAll(":scope > .row");
    if (rows.length < 2 || !window.Sortable) continue;
    for (const row of rows) {
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.textContent = "⠿";
      grip.setAttribute("aria-hidden", "true");
      row.querySelector(".row-do")?.prepend(grip);
    }
    window.Sortable.create(list, {
      handle: ".grip",
      draggable: ".row",
      animation: 120,
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        send({ do: `place:${item.dataset.id}`, other: item.nextElementSibling?.dataset.id ?? "", drag: "1" });
      },
    });
  }

  const ends = document.querySelector("[data-ends]");
  if (ends) {
    const { start, minutes } = ends.closest("form").elements;
    const say = () => {
      const [hour, minute] = start.value.split(":").map(Number);
      const end = (hour * 60 + minute + Number(minutes.value)) % 1440;
      const known = start.value && Number(minutes.value) > 0;
      const words = `${Math.floor(end / 60) % 12 || 12}:${String(end % 60).padStart(2, "0")} ${end < 720 ? "am" : "pm"}`;
      ends.textContent = known ? ends.dataset.ends.replace("%s", words) : "";
    };
    start.addEventListener("input", say);
    minutes.addEventListener("input", say);
    say();
  }

  const menus = [...document.querySelectorAll(".more, .found")];
  const close = (except) => { for (const menu of menus) if (menu !== except) menu.open = false; };
  document.addEventListener("click", ({ target }) => close(target.closest(".more, .found")));
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    target.closest(".more[open]")?.querySelector("summary").focus();
    close();
  });
})();
