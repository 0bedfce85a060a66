// Which page, with its state in the address, so that a link shows what its sender saw.
import { useEffect, useState } from 'preact/hooks';

export const ROOT = '/dashboard';
const listeners = new Set();

function current() {
  const path = location.pathname.slice(ROOT.length).replace(/\/+$/, '') || '/jobs';
  return { path, query: new URLSearchParams(location.search) };
}

function tell() {
  const route = current();
  listeners.forEach((listener) => listener(route));
}

addEventListener('popstate', tell);

/** The page that is shown now. */
export function currentRoute() {
  return current();
}

/** Shows another page. */
export function go(path, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', ROOT + path);
  tell();
  if (!replace) {
    scrollTo(0, 0);
  }
}

/** The page with some parameters changed; null removes one. */
export function withParameters(route, changes) {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        query.append(name, one);
      }
    }
  }
  const text = query.toString();
  return route.path + (text ? `?${text}` : '');
}

/** The page that is shown. */
export function useRoute() {
  const [route, set] = useState(current());
  useEffect(() => {
    listeners.add(set);
    return () => listeners.delete(set);
  }, []);
  return route;
}

/** What a link does here: goes there without loading the page anew, unless another tab is wanted. */
export function follow(path) {
  return {
    href: ROOT + path,
    onClick: (event) => {
      if (!event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        go(path);
      }
    },
  };
}
