/** Kinds of organisations, in the order the alliance lists them. */
export const KINDS = ['enterprise', 'institute', 'university', 'provincial-association', 'metal-association', 'user', 'bank', 'secretariat', 'host'] as const;

/** Roles a person holds in the own organisation, and those in the bodies of the alliance. */
export const OWN_ROLES = ['administrator', 'steward', 'engineer', 'reader'] as const;
export const BODY_ROLES = ['secretariat', 'analyst', 'council', 'expert', 'lender', 'editor', 'auditor', 'operator'] as const;

export const tone = (state: string): string => ({ admitted: 'good', vetted: 'info', applied: 'info', suspended: 'warn', withdrawn: '' })[state] ?? '';

/** Steps of membership, as the server names them. */
export const STEPS = ['vet', 'admit', 'suspend', 'reinstate', 'withdraw'] as const;

/** Steps with somebody's account. */
export const ACCOUNT_STEPS = ['new-password', 'unlock', 'close', 'open'] as const;
