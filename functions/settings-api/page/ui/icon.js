// Small line icons, drawn here so that nothing is loaded from elsewhere. Decoration only: the words stand beside them.
//
//   icon('check')  -> <svg aria-hidden="true">

const SVG = 'http://www.w3.org/2000/svg';

// Paths on a field of 20 by 20.
const PATHS = {
  alert: 'M10 6.5v4m0 3v.01M8.7 3.3 2.4 14.2A1.5 1.5 0 0 0 3.7 16.5h12.6a1.5 1.5 0 0 0 1.3-2.3L11.3 3.3a1.5 1.5 0 0 0-2.6 0Z',
  arrow: 'M4 10h12m-5-5 5 5-5 5',
  back: 'M16 10H4m5-5-5 5 5 5',
  check: 'm4.5 10.5 3.7 3.7 7.3-8.4',
  chevron: 'm6 8 4 4 4-4',
  circle: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z',
  close: 'M5 5l10 10M15 5 5 15',
  cross: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.5 7.5l5 5m0-5-5 5',
  dots: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  edit: 'M12.5 4.5l3 3L7 16l-3.5.5L4 13l8.5-8.5Z',
  external: 'M8 4.5H4.5v11h11V12M11.5 4.5h4v4m0-4-6.5 6.5',
  history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7m0-3.5V7H7m3-1v4.2l2.8 1.7',
  info: 'M10 9.2v4m0-6.7v.01M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z',
  link: 'M8.5 11.5l3-3M9 6l1.6-1.6a3.5 3.5 0 0 1 5 5L14 11m-3 3-1.6 1.6a3.5 3.5 0 0 1-5-5L6 9',
  menu: 'M3.5 6h13m-13 4h13m-13 4h13',
  minus: 'M5 10h10',
  moon: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z',
  offline: 'M3 3l14 14M4.2 8.8a8.3 8.3 0 0 1 3-1.8m3.6-.5a8.3 8.3 0 0 1 5 2.3M7 11.7a4.5 4.5 0 0 1 2-1.1m3.6 1.3.4.4M10 15.5v.01',
  pause: 'M7 5v10m6-10v10',
  payslip: 'M5 2.8h7l3.5 3.5v11H5v-14.5ZM7.8 9.5h5m-5 3h5m-5-6h2.5',
  people: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.2 7a5.2 5.2 0 0 1 10.4 0m.3-13a3 3 0 0 1 0 6m2 2.4a5.2 5.2 0 0 1 2.7 4.6',
  plus: 'M10 4v12m-6-6h12',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12Zm4.3-1.7L17 17',
  settings: 'M3 6h7m4 0h3M3 14h3m4 0h7M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm-4 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5m0 13V18M2 10h1.5m13 0H18M4.3 4.3l1.1 1.1m9.2 9.2 1.1 1.1m0-11.4-1.1 1.1m-9.2 9.2-1.1 1.1',
  sync: 'M16.5 9A6.6 6.6 0 0 0 4.8 6.2L3.5 7.5m0-3.7v3.7h3.7M3.5 11a6.6 6.6 0 0 0 11.7 2.8l1.3-1.3m0 3.7v-3.7h-3.7',
  system: 'M3 4h14v9.5H3V4Zm5 13h4m-2-3.5V17',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.circle);
  svg.append(path);
  return svg;
}
