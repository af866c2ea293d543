/** Shapes of the API that many pages share. Names are those of the HTTP contract. */

export interface Label {
  en: string;
  zh: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total?: number;
}

/** Something by its id; its name is absent where it may not be read. */
export interface Named {
  id: string;
  name?: string | Label;
}

export interface DemoAccount {
  email: string;
  password: string;
  name: Label;
  role: string;
  organisation: Label;
  about: Label;
}

export interface About {
  name: string;
  version: string;
  mode: 'demo' | 'production';
  languages: string[];
  demo_accounts?: DemoAccount[];
  sign_in: { password: boolean; passkey: boolean; oidc: { id: string; name: string }[] };
  database: string;
}

export interface Mandate {
  id: string;
  role: string;
  organisation: { id: string; name: string | Label; kind: string };
  from?: string;
  until?: string | null;
}

export interface Session {
  person: { id: string; name: string | Label; email: string; language: 'zh' | 'en' };
  mandates: Mandate[];
  csrf: string;
  expires?: string | null;
  mode: string;
  /** Signed in with a password that serves once: another must be chosen first. */
  choose_password?: boolean;
}

export interface Organisation {
  id: string;
  name: string | Label;
  kind: string;
  region: string | null;
  region_name?: Label | null;
  state: string;
  holding?: Named | null;
  example: boolean;
  plants?: number;
  can: string[];
}

export interface PersonOf {
  person: { id: string; name: string | Label; email?: string; closed?: string | null };
  mandates: Mandate[];
}

export interface PlantSummary {
  id: string;
  /** Name, sector and region are absent where the profile may not be read. */
  name?: string | Label;
  sector?: string;
  sector_name?: Label;
  region?: string;
  region_name?: Label;
  organisation: Named;
  example: boolean;
  basis: 'own' | 'grant' | 'emergency';
  fields: string[];
  years: number[];
  latest?: {
    year: number;
    result: string;
    total?: { value: number | null; unit: string; name: Label } | null;
  } | null;
  can: string[];
}

export interface Notice {
  id: string;
  at: string;
  kind: string;
  message: Label;
  link: string | null;
  read: boolean;
}

export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: number;
  stage: Label | null;
  created: string;
  started?: string | null;
  ended?: string | null;
  attempts: number;
  result?: { kind: string; id: string } | null;
  problem?: { code: string; messages?: Label; message?: Label; remedy?: Label } | null;
  plant?: Named | string | null;
}

export interface Home {
  plants: PlantSummary[];
  notices: Notice[];
  jobs: Job[];
  documents: DocumentHit[];
  grants_waiting: number;
}

export interface DocumentHit {
  id: string;
  kind: string;
  title: Label;
  summary: Label;
  published: string;
  tags: string[];
  highlights?: { title?: string | Label; body?: string | Label } | null;
  example: boolean;
  links?: DocumentLink[];
}

export interface DocumentLink {
  kind: 'product' | 'process' | 'standard' | 'technology' | 'plant' | 'document' | 'url';
  id: string;
  label: Label;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
}

export interface Document {
  id: string;
  kind: string;
  version: number;
  versions: { version: number; at: string; by: Named | string | null }[];
  title: Label;
  summary: Label;
  body: Label;
  tags: string[];
  links: DocumentLink[];
  attachments: Attachment[];
  published: string;
  example: boolean;
  can: string[];
}

export interface Facet {
  value: string | number;
  count: number;
}

export interface DocumentPage extends Page<DocumentHit> {
  facets: { kind: Facet[]; tag: Facet[]; year: Facet[] };
  took_ms: number;
}

export interface Terms {
  plants: 'all' | Named[] | string[];
  fields: string[];
  purpose: string;
  from?: string | null;
  until: string;
  note?: string | null;
}

export interface Grant {
  id: string;
  owner: Named;
  reader: Named;
  plants: 'all' | Named[];
  fields: string[];
  purpose: string;
  from?: string | null;
  until: string;
  state: string;
  note: string;
  version: number;
  history: { move: string; by: Named; at: string; note?: string | null; terms?: Terms | null }[];
  can: string[];
}

export interface Access {
  at: string;
  person: Named;
  organisation: Named;
  plant: Named | null;
  field: string;
  basis: { kind: string; id?: string | null };
  purpose?: string | null;
}

export interface Emergency {
  id: string;
  owner: Named;
  plant?: Named | null;
  reason: string;
  asked_by: Named;
  asked?: string;
  at?: string;
  seconded_by?: Named | null;
  seconded?: string | null;
  until?: string | null;
  state?: string;
  can?: string[];
}
