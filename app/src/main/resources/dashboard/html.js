// Markup in plain scripts: no build step, no strings that become markup.
import { h } from 'preact';
import htm from 'htm';

export const html = htm.bind(h);
