import { address, http } from '../../api/client';
import { Problem } from '../../api/problem';
import type { Job } from '../../api/types';

const over = (job: Job): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

/** A job followed as the server tells its progress; asked for every few seconds where the stream breaks. */
export class Followed {
  job = $state.raw<Job | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);

  constructor(id: () => string | undefined, ended?: (job: Job) => void) {
    $effect(() => {
      const wanted = id();
      if (!wanted) return;
      let gone = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let stream: EventSource | undefined;
      const take = (job: Job): void => {
        if (gone || (this.job && over(this.job))) return;
        this.job = job;
        if (over(job)) {
          stop();
          ended?.(job);
        }
      };
      const stop = (): void => {
        stream?.close();
        clearTimeout(timer);
      };
      const poll = async (): Promise<void> => {
        try {
          const job = await http.get<Job>(`/jobs/${wanted}`);
          take(job);
          if (!gone && !over(job)) timer = setTimeout(() => void poll(), 2000);
        } catch (thrown) {
          this.problem = Problem.of(thrown);
        }
      };
      void http.get<Job>(`/jobs/${wanted}`).then(
        (job) => {
          take(job);
          if (gone || over(job)) return;
          stream = new EventSource(address(`/jobs/${wanted}/events`));
          const told = (event: MessageEvent<string>): void => {
            try {
              take(JSON.parse(event.data) as Job);
            } catch {
              /* An event without a job (a heartbeat) says nothing new. */
            }
          };
          stream.addEventListener('progress', told);
          stream.addEventListener('end', (event) => {
            told(event as MessageEvent<string>);
            stream?.close();
            if (!this.job || !over(this.job)) void poll();
          });
          stream.onerror = () => {
            stream?.close();
            if (!gone) void poll();
          };
        },
        (thrown: unknown) => (this.problem = Problem.of(thrown)),
      );
      return () => {
        gone = true;
        stop();
      };
    });
  }
}
