// Asks before it cancels, and says what came of it.
import { useState } from 'preact/hooks';
import { post, session } from './api.js';
import { html } from './html.js';
import { Dialog, Status, Trouble, say } from './widgets.js';
import { t } from './words.js';

const NAMED = 8;

function tell(outcomes) {
  const asked = outcomes.filter((one) => one.outcome === 'SCHEDULED').length;
  const refused = outcomes.find((one) => one.outcome === 'REFUSED');
  const over = outcomes.length - asked - outcomes.filter((one) => one.outcome === 'REFUSED').length;
  say(
    [
      asked && t('{n} jobs are being cancelled.', { n: asked }),
      over && t('{n} were over already.', { n: over }),
      refused && refused.sentence,
    ].filter(Boolean).join(' '),
    Boolean(refused),
  );
}

/**
 * The question, and the command after a yes.
 *
 * @param onClose called with whether they are being cancelled
 */
export function CancelJobs({ jobs, onClose }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const [graceful, setGraceful] = useState(false);
  const cancel = async () => {
    setBusy(true);
    try {
      const body = { job_ids: jobs.map((job) => job.job_id), user_name: session().user };
      if (graceful) {
        body.grace_seconds = 300;
      }
      const reply = await post('/jobs/cancel', body);
      tell(reply.jobs);
      onClose(true);
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t('Cancel {n} jobs?', { n: jobs.length })} onClose=${() => onClose(false)}>
    <ul class="plain">
      ${jobs.slice(0, NAMED).map((job) => html`<li>${job.job_id} ${job.job_name} <${Status} status=${job.status} /></li>`)}
      ${jobs.length > NAMED && html`<li>${t('and {n} more', { n: jobs.length - NAMED })}</li>`}
    </ul>
    <p class="quiet">${t('Their machines are ended. Logs stay.')}</p>
    <label class="check"><input type="checkbox" checked=${graceful} onChange=${(event) => setGraceful(event.target.checked)} />
      ${t('Give them 5 minutes to save what they have')}</label>
    <${Trouble} problem=${problem} />
    <div class="actions">
      <button type="button" onClick=${() => onClose(false)}>${t('Keep them')}</button>
      <button type="button" class="danger" disabled=${busy} onClick=${cancel}>${t('Cancel them')}</button>
    </div>
  </${Dialog}>`;
}
