/** A function that writes an ISO instant as "2026-01-05 09:00:00" in a zone (the browser's own when none is given). */
export function clockOf(timeZone) {
  // the Swedish locale writes dates as ISO 8601 does
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return (instant) => format.format(new Date(instant));
}
