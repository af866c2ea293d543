import type { Grant } from '../../api/types';

/** The colour a state is told in. */
export function tone(state: string): 'good' | 'info' | 'copper' | '' {
  if (state === 'active') return 'good';
  if (state === 'agreed') return 'info';
  return state === 'requested' || state === 'offered' ? 'copper' : '';
}

/** Whether the grant waits for an answer of the person who looks: what they may do is more than withdraw or change their own move. */
export function waits(grant: Grant): boolean {
  if (grant.state === 'requested') return grant.can.includes('offer') && grant.can.includes('decline');
  if (grant.state === 'offered') return grant.can.includes('agree');
  return false;
}
