// Keys for what the page can do without this script too: each button and link names its key.
"use strict";

const candidates = [...document.querySelectorAll("[data-candidate]")];
const keySwitch = document.querySelector("[data-switch]");
const box = keySwitch.querySelector("input");
const KEPT = "review-keys";

function choose(number) {
  const chosen = candidates[Math.max(0, Math.min(number, candidates.length - 1))];
  if (!chosen) return;
  for (const other of candidates) other.removeAttribute("aria-current");
  chosen.setAttribute("aria-current", "true");
  chosen.focus({ preventScroll: true });
  chosen.scrollIntoView({ block: "nearest" });
}

function current() {
  return candidates.findIndex((candidate) => candidate.hasAttribute("aria-current"));
}

function press(key) {
  const place = candidates[current()];
  const chosen = place && place.querySelector(`[data-key="${key}"]`);
  const found = chosen || [...document.querySelectorAll(`[data-key="${key}"]`)]
    .find((element) => !element.closest("[data-candidate]"));
  if (!found) return false;
  if (found.tagName === "OPTION") found.selected = true;
  else found.click();
  return true;
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") choose(current());
    return;
  }
  const key = event.key;
  let used = true;
  if (key === "ArrowDown") choose(current() + 1);
  else if (key === "ArrowUp") choose(current() - 1);
  else if (!box.checked && key.length === 1) return;
  else if (/^[1-9]$/.test(key)) choose(Number(key) - 1);
  else if (/^([a-z0]|ArrowLeft|ArrowRight)$/.test(key)) used = !event.repeat && press(key);
  else used = false;
  if (used) event.preventDefault();
}

keySwitch.hidden = false;
box.checked = localStorage.getItem(KEPT) !== "off";
box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
document.addEventListener("keydown", pressed);
choose(candidates.findIndex((c) => !c.matches(".accepted, .rejected")));
