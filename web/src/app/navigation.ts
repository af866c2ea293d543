import type { Key } from '../i18n/index.svelte';
import type { IconName } from '../parts/Icon.svelte';

export interface Entry {
  href: string;
  title: Key;
  icon: IconName;
  /** Roles it is for; for everybody when left out. */
  roles?: string[];
}

const PLANT = ['administrator', 'steward', 'engineer', 'reader', 'secretariat', 'analyst', 'expert', 'lender', 'council'];

/** The navigation follows the loop: measure, compare, improve, know, share, and the house itself. */
export const navigation: { title: Key; entries: Entry[] }[] = [
  {
    title: 'nav.measure',
    entries: [
      { href: '/plants', title: 'nav.plants', icon: 'plant', roles: PLANT },
      { href: '/footprints', title: 'nav.footprints', icon: 'footprint' },
    ],
  },
  {
    title: 'nav.compare',
    entries: [
      { href: '/benchmark', title: 'nav.benchmark', icon: 'benchmark', roles: PLANT },
      { href: '/sector', title: 'nav.sector', icon: 'sector' },
    ],
  },
  {
    title: 'nav.improve',
    entries: [
      { href: '/technologies', title: 'nav.technologies', icon: 'technology' },
      { href: '/library', title: 'nav.library', icon: 'library' },
      { href: '/standards', title: 'nav.standards', icon: 'standard' },
    ],
  },
  {
    title: 'nav.share',
    entries: [
      { href: '/grants', title: 'nav.grants', icon: 'grant', roles: PLANT },
      { href: '/accesses', title: 'nav.accesses', icon: 'eye', roles: ['administrator', 'steward', 'secretariat', 'operator'] },
    ],
  },
  {
    title: 'nav.house',
    entries: [
      { href: '/organisations', title: 'nav.organisations', icon: 'people' },
      { href: '/jobs', title: 'nav.jobs', icon: 'jobs', roles: ['administrator', 'steward', 'engineer', 'reader', 'operator'] },
      { href: '/log', title: 'nav.log', icon: 'log' },
      { href: '/help', title: 'nav.help', icon: 'help' },
    ],
  },
];
