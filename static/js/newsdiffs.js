"use strict";

// Nothing here is needed to read: times in the reader's zone, and jumping from change to change.

const tongue = document.documentElement.lang;
const parts = new Intl.DateTimeFormat(tongue === "en" ? "en-US" : tongue, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
});
const ago = new Intl.RelativeTimeFormat(tongue, {numeric: "auto"});

// Day before month, its name in letters, 24 hours and the zone: as the server writes it, in the reader's zone.
function inZone(moment) {
  const part = Object.fromEntries(parts.formatToParts(moment).map(({type, value}) => [type, value]));
  return `${part.day}${tongue === "de" ? "." : ""} ${part.month} ${part.year}, ${part.hour}:${part.minute} ${part.timeZoneName}`;
}

// In lists, what is younger than a day says so: "3 hours ago".
function inList(moment) {
  const minutes = Math.round((Date.now() - moment) / 60000);
  if (minutes < 0 || minutes >= 24 * 60) return inZone(moment);
  return minutes < 60 ? ago.format(-minutes, "minute") : ago.format(-Math.floor(minutes / 60), "hour");
}

function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title ||= time.textContent;
    const said = time.closest(".entry") ? inList(moment) : inZone(moment);
    if (time.textContent !== said) time.textContent = said;
  }
}

const changes = () => [...document.querySelectorAll(".row.is-change")];

function jump(step) {
  const rows = changes();
  if (!rows.length) return;
  const line = stickyHeight() + 8;
  const tops = rows.map((row) => Math.round(row.getBoundingClientRect().top - line));
  const current = rows.findIndex((row) => row.classList.contains("is-current"));
  // From where the reader is: the marked change if it is still in sight, else the top of the window.
  let next;
  if (current >= 0 && tops[current] > -innerHeight && tops[current] < innerHeight) {
    next = current + step;
  } else {
    next = step > 0 ? tops.findIndex((top) => top >= 0) : tops.findLastIndex((top) => top < 0);
    if (next < 0) next = step > 0 ? rows.length - 1 : 0;
  }
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  for (const other of rows) other.classList.toggle("is-current", other === row);
  const count = document.querySelector(".count[data-at]");
  if (count) count.textContent = count.dataset.at.replace("{n}", rows.indexOf(row) + 1);
  row.scrollIntoView({block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"});
  row.querySelector(".anchor").focus({preventScroll: true});
}

function stickyHeight() {
  for (const part of document.querySelectorAll(".heads, .heads > .jumps")) {
    if (getComputedStyle(part).position === "sticky") return part.offsetHeight;
  }
  return 0;
}

// A link to a passage that is folded away opens its fold.
function openFold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    target.scrollIntoView();
  }
}

function refresh(root) {
  localTimes(root);
  for (const control of document.querySelectorAll("[data-jump], .keys")) control.hidden = false;
  const keys = document.getElementById("keys");
  if (keys) keys.checked = localStorage.getItem("keys") !== "off";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-jump]");
  if (button) jump(Number(button.dataset.jump));
});

// Single keys get in the way of speech input, so they can be switched off.
document.addEventListener("change", (event) => {
  if (event.target.id === "keys") localStorage.setItem("keys", event.target.checked ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (!document.getElementById("keys")?.checked) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "j") jump(1);
  if (event.key === "k") jump(-1);
});

addEventListener("hashchange", openFold);
document.addEventListener("htmx:load", (event) => refresh(event.detail.elt));
setInterval(() => localTimes(document), 60000);
refresh(document);
openFold();
