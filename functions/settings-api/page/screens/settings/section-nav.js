// The parts of the screen, beside them where there is room: each leads to its heading, and the one in view is marked.

import { h } from '../../dom.js';

export function sectionNav(sections, signal) {
  const buttons = sections.map(({ id, title }) => h('button', {
    type: 'button',
    class: 'section-link',
    on: { click: () => goTo(id) },
  }, title));
  const mark = (id) => {
    for (const [at, section] of sections.entries()) {
      if (section.id === id) buttons[at].setAttribute('aria-current', 'true');
      else buttons[at].removeAttribute('aria-current');
    }
  };
  // The section that is highest in the window and has not gone by. At the very end it is the last one, however short.
  const look = () => {
    const isAtEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 4;
    const from = innerHeight * 0.4;
    const begun = sections.filter(({ id }) => document.getElementById(id)?.getBoundingClientRect().top < from);
    mark((isAtEnd ? sections.at(-1) : begun.at(-1) ?? sections[0]).id);
  };
  addEventListener('scroll', look, { passive: true, signal });
  mark(sections[0].id);
  return h('nav', { class: 'section-nav', 'aria-label': 'Settings' }, h('ul', buttons.map((element) => h('li', element))));
}

function goTo(id) {
  const heading = document.getElementById(id).querySelector('h2');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  document.getElementById(id).scrollIntoView({ block: 'start' });
}
