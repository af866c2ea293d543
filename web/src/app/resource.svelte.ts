import { Problem } from '../api/problem';
import type { Page } from '../api/types';

/** Something asked of the server that follows the values its question reads: asked again when they change, the stale answer dropped. */
export class Resource<T> {
  data = $state.raw<T | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  loading = $state(true);
  #again = $state(0);

  constructor(question: (signal: AbortSignal) => Promise<T> | undefined) {
    $effect(() => {
      void this.#again;
      const control = new AbortController();
      const answer = question(control.signal);
      if (!answer) {
        this.loading = false;
        return;
      }
      this.loading = true;
      answer.then(
        (data) => {
          if (control.signal.aborted) return;
          this.data = data;
          this.problem = undefined;
          this.loading = false;
        },
        (thrown: unknown) => {
          if (control.signal.aborted) return;
          this.problem = Problem.of(thrown);
          this.loading = false;
        },
      );
      return () => control.abort();
    });
  }

  /** Asks again. */
  reload = (): void => {
    this.#again += 1;
  };
}

/** A list asked for in pages: the first when its question changes, each further one when someone wants more. */
export class Listing<T> extends Resource<Page<T>> {
  readonly further = new Action();
  #question: (signal: AbortSignal | undefined, cursor: string | null) => Promise<Page<T>>;

  constructor(question: (signal: AbortSignal | undefined, cursor: string | null) => Promise<Page<T>>) {
    super((signal) => question(signal, null));
    this.#question = question;
  }

  /** Asks for the next page and puts it behind what is there. */
  more = async (): Promise<void> => {
    const before = this.data;
    if (!before?.next) return;
    const page = await this.further.run(() => this.#question(undefined, before.next));
    // The question may have changed meanwhile: then the answer belongs to nothing shown.
    if (page && this.data === before) this.data = { ...page, items: [...before.items, ...page.items] };
  };
}

/** Something a button does: whether it runs, and what went wrong. */
export class Action {
  busy = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);

  run = async <T>(deed: () => Promise<T>): Promise<T | undefined> => {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      return await deed();
    } catch (thrown) {
      this.problem = Problem.of(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  };
}
