// Markup in plain scripts: no build step, no strings that become markup.
import { h } from 'preact';
import htm from 'htm';

// What a narrow page shows as cards stays a table for screen readers, whatever its display is.
const ROLES = { table: 'table', thead: 'rowgroup', tbody: 'rowgroup', tr: 'row', th: 'columnheader', td: 'cell' };

function element(type, props, ...children) {
  const role = typeof type === 'string' && ROLES[type];
  return h(type, role ? { role, ...props } : props, ...children);
}

export const html = htm.bind(element);
