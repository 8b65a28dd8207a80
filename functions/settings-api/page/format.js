// Numbers, dates and times for people, as British English writes them. Words for codes stand in words.js.
//
//   when(run.finished_at)        <time> "5 minutes ago", the exact time on hover
//   day('2026-11-30')            "30 November 2026"
//   number(1234)                 "1,234"
//   count(3, 'person', 'people') "3 people"

import { h } from './dom.js';

const LOCALE = 'en-GB';
const NUMBER = new Intl.NumberFormat(LOCALE);
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const SHORT_DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const EXACT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

export const number = (value) => NUMBER.format(value);
export const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;
// A date without a time, `YYYY-MM-DD`: the same day wherever the reader is.
export const day = (text) => formatDay(text, DAY);
export const shortDay = (text) => formatDay(text, SHORT_DAY);

function formatDay(text, format) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : format.format(date);
}

// Within the hour how long ago, today the clock, else the date and the clock, all in the reader's zone.
export function moment(text, now = new Date()) {
  const date = new Date(text);
  const seconds = Math.round((date - now) / 1000);
  if (Math.abs(seconds) < 45) return 'just now';
  if (Math.abs(seconds) < 3600) return RELATIVE.format(Math.round(seconds / 60), 'minute');
  const days = dayNumber(date) - dayNumber(now);
  if (days === 0) return `today, ${CLOCK.format(date)}`;
  if (days === -1) return `yesterday, ${CLOCK.format(date)}`;
  return `${DATE.format(date)}, ${CLOCK.format(date)}`;
}

const dayNumber = (date) => Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);

// The date and the clock, whenever it was: for headings, which do not change while somebody reads.
export const dateAndTime = (text) => `${DATE.format(new Date(text))}, ${CLOCK.format(new Date(text))}`;
export const exact = (text) => EXACT.format(new Date(text));

// A time as an element; `otherwise` where there is none.
export function when(text, otherwise = 'never') {
  if (!text) return h('span', { class: 'muted' }, otherwise);
  return h('time', { datetime: text, title: exact(text), class: 'when' }, moment(text));
}

// How long something took: "0.8 seconds", "2 minutes".
export function duration(from, to) {
  const seconds = (new Date(to) - new Date(from)) / 1000;
  if (seconds < 10) return `${Math.max(seconds, 0.1).toFixed(1)} seconds`;
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

// "a, b and c"
export const list = (texts) => new Intl.ListFormat(LOCALE, { type: 'conjunction' }).format(texts);

const SORT_CODE = /^(\d\d)(\d\d)(\d\d)$/;
const COUNTRY = new Intl.DisplayNames([LOCALE], { type: 'region' });
const NI_NUMBER = /^([A-Z]{2})(\d\d)(\d\d)(\d\d)([A-D])$/;

// The value of a Pento field as people write it. Masked values (dots or stars) stay as they are.
export function fieldValue(field, value) {
  if (value === null || value === undefined || value === '') return null;
  if (field === 'bank_sort_code') return value.replace(SORT_CODE, '$1-$2-$3');
  if (field === 'national_insurance_number') return value.replace(NI_NUMBER, '$1 $2 $3 $4 $5');
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return shortDay(value);
  if (field === 'postgraduate_loan') return value === 'true' ? 'Yes' : 'No';
  if (field === 'country' && /^[A-Z]{2}$/.test(value)) return COUNTRY.of(value);
  if (field === 'student_loan_plan') return value === 'none' ? 'None' : `Plan ${value}`;
  if (field === 'gender') return { M: 'Male', F: 'Female' }[value] ?? value;
  return value;
}
