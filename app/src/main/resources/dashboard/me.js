// Who looks at the pages, and what they may do.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Name and role, as the server says; nothing is allowed until it has. */
export const Me = createContext({ name: '', role: '' });

/** Who it is. */
export function useMe() {
  return useContext(Me);
}

/** Whether they may end a job: an admin any, a user its own. */
export function mayEnd(me, job) {
  return me.role === 'admin' || (me.role === 'user' && job.user_name === me.name);
}
