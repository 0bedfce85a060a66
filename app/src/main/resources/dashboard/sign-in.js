// How to get in.
import { useState } from 'preact/hooks';
import { signInByToken } from './api.js';
import { html } from './html.js';
import { Copy, Trouble } from './widgets.js';
import { t } from './words.js';

const COMMAND = 'sky dashboard';

/** Says how to sign in, and takes a token. */
export function SignIn({ problem }) {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState(problem);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signInByToken(token.trim());
    } catch (refused) {
      setWrong(refused);
      setBusy(false);
    }
  };
  return html`<main class="sign-in">
    <img src="/dashboard/assets/icon.svg" alt="" width="56" height="56" />
    <h1>Skyjobs</h1>
    <p>${t('Run this in a terminal to open the dashboard signed in:')}</p>
    <p class="command"><code>${COMMAND}</code> <${Copy} text=${COMMAND} /></p>
    <form onSubmit=${submit}>
      <label for="token">${t('Or enter a token')}</label>
      <div class="row">
        <input
          id="token"
          type="password"
          autocomplete="off"
          value=${token}
          onInput=${(event) => setToken(event.target.value)}
        />
        <button type="submit" class="main" disabled=${busy || !token.trim()}>${t('Sign in')}</button>
      </div>
    </form>
    <${Trouble} problem=${wrong} />
  </main>`;
}
