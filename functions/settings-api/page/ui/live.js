// Says something to people who listen, without showing it: announce('3 employees found').

let timer = null;

export function announce(text) {
  const region = document.getElementById('live');
  // The same words twice are read twice only if the region was empty in between.
  region.textContent = '';
  clearTimeout(timer);
  timer = setTimeout(() => { region.textContent = text; }, 60);
}
