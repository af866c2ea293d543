/** Kinds of organisations, in the order the alliance lists them. */
export const KINDS = ['enterprise', 'institute', 'university', 'provincial-association', 'metal-association', 'user', 'bank', 'secretariat', 'host'] as const;

/** Roles a person holds in the own organisation, and those in the bodies of the alliance. */
export const OWN_ROLES = ['administrator', 'steward', 'engineer', 'reader'] as const;
export const BODY_ROLES = ['secretariat', 'analyst', 'council', 'expert', 'lender', 'editor', 'auditor', 'operator'] as const;

export const tone = (state: string): string => ({ admitted: 'good', vetted: 'info', applied: 'info', suspended: 'warn', withdrawn: '' })[state] ?? '';

/** What the secretariat may do next with a member in a state. */
export const nextStates = (state: string): string[] => ({ applied: ['vetted'], vetted: ['admitted'], admitted: ['suspended', 'withdrawn'], suspended: ['admitted', 'withdrawn'], withdrawn: [] })[state] ?? [];
