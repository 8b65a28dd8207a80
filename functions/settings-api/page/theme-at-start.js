// A script and no module: modules run after the first paint. The theme is the one thing these pages keep in the browser.
try {
  const theme = localStorage.getItem('pento.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off; then the system's theme holds.
}
