import type { Label } from '../../api/types';

/** An entry of the log as the server tells it: in clear where one may read it, else as a commitment. */
export interface LogEntry {
  index: number;
  kind?: 'public' | 'private';
  at?: string | null;
  /** Base64 of the very bytes that are hashed. */
  entry?: string | null;
  /** The payload in clear, where one may read it. */
  text?: string | null;
  payload?: unknown;
  commitment?: string | null;
  /** Hexadecimal; opens the commitment of one's own entry. */
  salt?: string | null;
  leaf?: string | null;
  about?: { kind: string; id: string; label?: Label | string | null } | null;
}
