// Light, dark, or as the system has it. The choice is kept in the browser; theme-at-start.js applies it before the first
// paint.

import { menu } from './menu.js';

const KEY = 'pento.theme';
const THEMES = [
  { value: 'system', label: 'As the system', icon: 'system' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
];

const chosen = () => document.documentElement.dataset.theme ?? 'system';

function choose(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // It holds until the page is closed, then.
  }
}

export const themeMenu = () => menu({
  label: 'Theme',
  icon: 'sun',
  items: () => THEMES.map(({ value, label }) => ({ label, checked: chosen() === value, onSelect: () => choose(value) })),
});
