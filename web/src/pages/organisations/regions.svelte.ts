import { http } from '../../api/client';
import type { Label } from '../../api/types';
import { Resource } from '../../app/resource.svelte';

export interface Region {
  id: string;
  name: Label;
  parent: string | null;
}

/** The regions of the network, for choices. */
export class Regions {
  #found = new Resource((signal) => http.get<Region[]>('/regions', undefined, signal));

  get all(): Region[] {
    return this.#found.data ?? [];
  }
  /** Countries and provinces, without the grids. */
  get places(): Region[] {
    return this.all.filter((region) => !region.id.startsWith('GRID-') && region.id !== 'GLO');
  }
}
