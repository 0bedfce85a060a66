// Texts in the reader's language: the English text is the key, so a missing translation shows English.
import { useEffect, useState } from 'preact/hooks';
import { ZH } from './words-zh.js';

const KEY = 'skyjobs.language';
const listeners = new Set();
export const LANGUAGES = [['en', 'English'], ['zh', '中文']];

let language = chosen();

function chosen() {
  const kept = localStorage.getItem(KEY);
  if (LANGUAGES.some(([code]) => code === kept)) {
    return kept;
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** A text, with {names} replaced by values. */
export function t(text, values = {}) {
  const found = language === 'zh' ? ZH[text] || text : text;
  return found.replace(/\{(\w+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** The language of now. */
export function currentLanguage() {
  return language;
}

/** Chooses a language for this browser. */
export function setLanguage(code) {
  language = code;
  localStorage.setItem(KEY, code);
  document.documentElement.lang = code === 'zh' ? 'zh-Hans' : 'en';
  listeners.forEach((listener) => listener(code));
}

/** Draws its user anew when the language changes. */
export function useLanguage() {
  const [now, set] = useState(language);
  useEffect(() => {
    listeners.add(set);
    return () => listeners.delete(set);
  }, []);
  return now;
}

document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
