// Asks again and again, for what changes by itself: a run under way, payslips being sent.
//
//   repeat(async () => { const run = await api.run(id, { signal }); draw(run); return isOver(run); },
//     { every: 1000, signal: view.signal });
//
// Stops when the work answers true, and when the screen is left. A hidden tab waits until somebody looks. A failed try
// is told to `onError`, if given, and tried again, more slowly each time.

export async function repeat(work, { every, signal, onError = () => {} }) {
  let wait = every;
  while (!signal.aborted) {
    try {
      if (await work()) return;
      wait = every;
    } catch (error) {
      if (signal.aborted || error.name === 'AbortError') return;
      onError(error);
      wait = Math.min(wait * 2, 30_000);
    }
    await pause(wait, signal);
    await visible(signal);
  }
}

export const pause = (milliseconds, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

const visible = (signal) => new Promise((resolve) => {
  if (!document.hidden) { resolve(); return; }
  document.addEventListener('visibilitychange', resolve, { once: true, signal });
  signal.addEventListener('abort', resolve, { once: true });
});
