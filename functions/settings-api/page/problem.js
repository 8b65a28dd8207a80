// What the API says when it does not do what it was asked for (RFC 9457), and what the network says when nobody answers.
//
//   catch (error) { if (error instanceof Problem && error.code === 'not_connected') ... }

export class Problem extends Error {
  constructor({ status, code, title, detail, errors, retryAfter }) {
    super(code);
    this.name = 'Problem';
    // The HTTP status; 0 when there was no answer.
    this.status = status;
    this.code = code;
    this.title = title;
    // What is wrong and what to do, for people. Never a value of a person.
    this.detail = detail;
    // For bad input: [{pointer, code, detail}], everything that is wrong at once.
    this.errors = errors ?? [];
    // Seconds after which it is worth asking again, or null.
    this.retryAfter = retryAfter ?? null;
  }

  get isOffline() {
    return this.code === 'offline';
  }

  // The message for a place in the document, such as '/client_id', or null.
  at(pointer) {
    return this.errors.find((error) => error.pointer === pointer)?.detail ?? null;
  }
}

// Nobody answered.
export function unanswered() {
  const isOffline = !navigator.onLine;
  return new Problem({
    status: 0,
    code: isOffline ? 'offline' : 'unreachable',
    title: isOffline ? 'You are offline' : 'Pento can’t be reached',
    detail: isOffline
      ? 'Check your internet connection. Nothing was changed.'
      : 'There was no answer. Check your internet connection, and try again in a moment.',
  });
}

// An answer that is no success. Gateways in between answer with bodies of their own, or none.
export async function refused(answer) {
  const body = await answer.json().catch(() => ({}));
  const given = typeof body.code === 'string' ? body : {};
  const retryAfter = Number(answer.headers.get('retry-after')) || null;
  const otherwise = fallback(answer.status);
  return new Problem({ ...otherwise, ...given, status: answer.status, retryAfter });
}

function fallback(status) {
  if (status === 401) {
    return { code: 'unauthorized', title: 'Your session has ended', detail: 'Open this page again from Pento.' };
  }
  if (status === 429) {
    return { code: 'too_many_requests', title: 'Too many requests', detail: 'Wait a moment, then try again.' };
  }
  if (status === 504 || status === 503) {
    return {
      code: 'too_slow',
      title: 'This took too long',
      detail: 'Pento may still be working on it. Try again in a moment.',
    };
  }
  return { code: 'internal', title: 'Something went wrong on our side', detail: 'Try again; if it stays, tell support.' };
}
