// Colours of terminals in a line of text.
const ESCAPE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_]|[ -/]+[0-~])/g;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

function of256(code) {
  if (code < 16) {
    return { name: code };
  }
  if (code >= 232) {
    const level = 8 + (code - 232) * 10;
    return { rgb: `rgb(${level},${level},${level})` };
  }
  const part = (value) => (value ? 55 + value * 40 : 0);
  const rest = code - 16;
  return { rgb: `rgb(${part(Math.floor(rest / 36))},${part(Math.floor(rest / 6) % 6)},${part(rest % 6)})` };
}

// Codes 38 and 48 take what follows them: 5 and a number, or 2 and three.
function extended(codes, at) {
  if (codes[at + 1] === 5) {
    return [of256(codes[at + 2] || 0), at + 2];
  }
  const [red, green, blue] = codes.slice(at + 2, at + 5);
  return [{ rgb: `rgb(${red || 0},${green || 0},${blue || 0})` }, at + 4];
}

function apply(style, text) {
  const codes = (text || '0').split(/[;:]/).map(Number);
  let next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 0) {
      next = {};
    } else if (code === 1 || code === 2 || code === 3 || code === 4) {
      next[['bold', 'dim', 'italic', 'underline'][code - 1]] = true;
    } else if (code === 22) {
      next.bold = next.dim = false;
    } else if (code === 23 || code === 24) {
      next[code === 23 ? 'italic' : 'underline'] = false;
    } else if (code === 38 || code === 48) {
      [next[code === 38 ? 'front' : 'back'], at] = extended(codes, at);
    } else if (code === 39 || code === 49) {
      next[code === 39 ? 'front' : 'back'] = undefined;
    } else if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) {
      next.front = { name: code >= 90 ? code - 82 : code - 30 };
    } else if ((code >= 40 && code < 48) || (code >= 100 && code < 108)) {
      next.back = { name: code >= 100 ? code - 92 : code - 40 };
    }
  }
  return next;
}

function looks(style) {
  const names = ['bold', 'dim', 'italic', 'underline'].filter((name) => style[name]);
  const css = {};
  for (const [side, property, prefix] of [['front', 'color', 'f'], ['back', 'background-color', 'b']]) {
    if (style[side]?.rgb) {
      css[property] = style[side].rgb;
    } else if (style[side]) {
      names.push(`${prefix}${style[side].name}`);
    }
  }
  return { class: names.map((name) => `ansi-${name}`).join(' '), style: css };
}

/** A line as pieces of text, each with a class and a style. */
export function pieces(line) {
  const found = [];
  let style = {};
  let at = 0;
  const add = (text) => {
    const shown = text.replace(CONTROL, '');
    if (shown) {
      found.push({ text: shown, ...looks(style) });
    }
  };
  for (const match of line.matchAll(ESCAPE)) {
    add(line.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === 'm' && /^[0-9;:]*$/.test(match[1])) {
      style = apply(style, match[1]);
    }
  }
  add(line.slice(at));
  return found;
}

/** A line without any of it. */
export function plain(line) {
  return line.replace(ESCAPE, '').replace(CONTROL, '');
}
