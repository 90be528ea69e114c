// The browser knows its time zone better than its languages do. What was chosen already stays.
const select = document.querySelector("[data-guess-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isFresh = select && !document.querySelector(".errors");
if (isFresh && [...select.options].some((option) => option.value === zone)) select.value = zone;
