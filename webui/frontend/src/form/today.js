// The day that calendars begin on: the page's, since a demo has a clock of its own.
import flatpickr from 'flatpickr';

let begins = null;

/** `date`: YYYY-MM-DD; without one it is the browser's. */
export function setToday(date) {
  const [year, month, day] = date?.split('-').map(Number) ?? [];
  begins = date ? new Date(year, month - 1, day) : null;
  if (begins) flatpickr.setDefaults({ now: begins });
}

/** As flatpickr takes the first day that may be chosen. */
export function today() {
  return begins ?? 'today';
}
