// The way to the API: the same requests as the command line, with the token of this browser's session.
const ROOT = '/api/v1';
const KEY = 'skyjobs.session';

const listeners = new Set();

/** A refusal of the API, with its stable code and a hint for people. */
export class Problem extends Error {
  constructor(status, reply) {
    super(reply.message || reply.detail || reply.title || `HTTP ${status}`);
    this.status = status;
    this.code = reply.code || '';
    this.hint = reply.hint || '';
  }
}

/** The session of this browser, or null when there is none or it is over. */
export function session() {
  try {
    const known = JSON.parse(localStorage.getItem(KEY) || 'null');
    return known && new Date(known.expires_at) > new Date() ? known : null;
  } catch {
    return null;
  }
}

/** Calls back whenever somebody signs in or out; answers what ends that. */
export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(value) {
  if (value) {
    localStorage.setItem(KEY, JSON.stringify(value));
  } else {
    localStorage.removeItem(KEY);
  }
  listeners.forEach((listener) => listener(value));
}

// Another page of this browser signed in or out.
addEventListener('storage', (event) => {
  if (event.key === KEY) {
    listeners.forEach((listener) => listener(session()));
  }
});

/** Forgets the session in this browser. */
export function signOut() {
  keep(null);
}

/** Exchanges a code for a session. */
export async function signIn(code) {
  keep(await post('/sign-in', { code }));
}

/** Uses a token that somebody has: as a user's own, for as long as the browser keeps it. */
export async function signInByToken(token) {
  const reply = await fetch(ROOT + '/sign-in/codes', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: '{}',
  });
  if (!reply.ok) {
    throw await problem(reply);
  }
  await signIn((await reply.json()).code);
}

async function problem(reply) {
  let read = {};
  try {
    read = await reply.json();
  } catch {
    // Not one of ours: the status has to do.
  }
  return new Problem(reply.status, read);
}

/** Sends a request; answers the reply when it is a good one. */
export async function send(method, path, { body, signal, headers = {} } = {}) {
  const known = session();
  const all = { ...headers };
  if (known) {
    all.Authorization = `Bearer ${known.token}`;
  }
  if (body !== undefined) {
    all['Content-Type'] = 'application/json';
  }
  const reply = await fetch(ROOT + path, {
    method,
    headers: all,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  if (reply.ok) {
    return reply;
  }
  if (reply.status === 401 && path !== '/sign-in') {
    keep(null);
  }
  throw await problem(reply);
}

/** Reads JSON. */
export async function get(path, signal) {
  return (await send('GET', path, { signal })).json();
}

/** Commands. */
export async function post(path, body, signal) {
  return (await send('POST', path, { body, signal })).json();
}

/** A path with its parameters; those without a value are left out, lists are repeated. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') {
        query.append(name, one);
      }
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
