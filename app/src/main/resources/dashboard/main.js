// The frame of all pages: sign-in, navigation, language and colours.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, onSession, session, signIn, signOut } from './api.js';
import { Clusters } from './clusters.js';
import { html } from './html.js';
import { Infra } from './infra.js';
import { Job } from './job.js';
import { Jobs } from './jobs.js';
import { startFeed, useConnected, wakeFeed } from './live.js';
import { Me, useMe } from './me.js';
import { Overview } from './overview.js';
import { follow, useRoute } from './route.js';
import { SignIn } from './sign-in.js';
import { Empty, Toasts } from './widgets.js';
import { LANGUAGES, currentLanguage, setLanguage, t, useLanguage } from './words.js';

const THEME = 'skyjobs.theme';
const PAGES = [
  ['/overview', 'Overview', Overview],
  ['/jobs', 'Jobs', Jobs],
  ['/clusters', 'Clusters', Clusters],
  ['/infra', 'Infra', Infra],
];

function applyTheme(theme) {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

function Theme() {
  const [theme, set] = useState(localStorage.getItem(THEME) || 'auto');
  const change = (event) => {
    localStorage.setItem(THEME, event.target.value);
    applyTheme(event.target.value);
    set(event.target.value);
    dispatchEvent(new Event('themechange'));
  };
  return html`<select aria-label=${t('Colours')} value=${theme} onChange=${change}>
    <option value="auto">${t('Colours: system')}</option>
    <option value="light">${t('Light')}</option>
    <option value="dark">${t('Dark')}</option>
  </select>`;
}

function Language() {
  return html`<select
    aria-label=${t('Language')}
    value=${currentLanguage()}
    onChange=${(event) => setLanguage(event.target.value)}
  >
    ${LANGUAGES.map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}
  </select>`;
}

function Connection() {
  const connected = useConnected();
  return html`<span class=${connected ? 'live on' : 'live'} role="status">
    <span aria-hidden="true">●</span> ${connected ? t('Live') : t('Connecting…')}
  </span>`;
}

function Frame({ route, children }) {
  const me = useMe();
  return html`<a class="skip" href="#content">${t('Skip to content')}</a>
    <header class="bar">
      <a class="brand" ...${follow('/jobs')}><img src="/dashboard/assets/icon.svg" alt="" width="26" height="26" /> Skyjobs</a>
      <nav aria-label=${t('Pages')}>
        ${PAGES.map(
          ([path, title]) => html`<a
            key=${path}
            ...${follow(path)}
            aria-current=${route.path === path || route.path.startsWith(`${path}/`) ? 'page' : undefined}
          >${t(title)}</a>`,
        )}
      </nav>
      <div class="tools">
        <${Connection} /><${Language} /><${Theme} />
        ${me.name && html`<span class="quiet small-text" title=${me.role}>${me.name}</span>`}
        <button type="button" class="small" onClick=${signOut}>${t('Sign out')}</button>
      </div>
    </header>
    <main id="content" tabindex="-1">${children}</main>
    <${Toasts} />`;
}

function Page({ route }) {
  const job = /^\/jobs\/(\d+)$/.exec(route.path);
  if (job) {
    return html`<${Job} key=${job[1]} id=${Number(job[1])} route=${route} />`;
  }
  const found = PAGES.find(([path]) => path === route.path);
  return found
    ? html`<${found[2]} route=${route} />`
    : html`<${Empty} title=${t('There is no such page.')}><a ...${follow('/jobs')}>${t('Jobs')}</a></${Empty}>`;
}

// The code is taken out of the address at once, so that it is in no history.
function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  return code;
}

function App({ code }) {
  useLanguage();
  const route = useRoute();
  const [known, setKnown] = useState(session());
  const [busy, setBusy] = useState(Boolean(code));
  const [problem, setProblem] = useState(null);
  const [me, setMe] = useState({ name: '', role: '' });
  useEffect(() => {
    if (known) {
      get('/me').then(setMe, () => {});
    }
  }, [known && known.token]);
  useEffect(() => onSession((now) => {
    setKnown(now);
    wakeFeed();
  }), []);
  useEffect(() => {
    const enter = (given) => given && signIn(given).catch(setProblem).finally(() => setBusy(false));
    // An address with a code that is opened in a page of ours loads nothing anew.
    const changed = () => enter(takeCode());
    enter(code);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  if (busy) {
    return html`<main class="quiet" role="status">${t('Signing in…')}</main>`;
  }
  if (!known) {
    return html`<${SignIn} problem=${problem} />`;
  }
  return html`<${Me.Provider} value=${me}>
    <${Frame} route=${route}><${Page} route=${route} /></${Frame}>
  </${Me.Provider}>`;
}

applyTheme(localStorage.getItem(THEME) || 'auto');
startFeed();
render(html`<${App} code=${takeCode()} />`, document.getElementById('app'));
