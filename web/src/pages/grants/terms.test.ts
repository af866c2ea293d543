import { expect, it } from 'vitest';
import { blank, body, faults, ofTerms } from './terms';

const now = new Date('2026-06-01T12:00:00').getTime();

it('finds what keeps terms from being sent', () => {
  const good = blank(now);
  expect(faults(good, now)).toEqual([]);
  expect(faults({ ...good, fields: [] }, now)).toEqual(['terms.fault.fields']);
  expect(faults({ ...good, all: false, plants: [] }, now)).toEqual(['terms.fault.plants']);
  expect(faults({ ...good, until: '' }, now)).toEqual(['terms.fault.until']);
  expect(faults({ ...good, until: '2026-05-31' }, now)).toEqual(['terms.fault.until']);
  expect(faults({ ...good, until: '2026-06-01' }, now)).toEqual([]);
  expect(faults({ ...good, from: '2027-01-01', until: '2026-12-31' }, now)).toEqual(['terms.fault.order']);
});

it('keeps days, plants and fields on the way to the server and back', () => {
  const draft = { ...blank(now), all: false, plants: ['a', 'b'], fields: ['measures', 'accounts'], from: '2026-07-01', until: '2026-12-31' };
  const sent = body(draft);
  expect(sent.fields).toEqual(['accounts', 'measures']);
  expect(sent.plants).toEqual(['a', 'b']);
  const back = ofTerms(sent);
  expect([back.from, back.until, back.plants, back.all]).toEqual(['2026-07-01', '2026-12-31', ['a', 'b'], false]);
  expect(body({ ...draft, all: true }).plants).toBe('all');
  expect('from' in body({ ...draft, from: '' })).toBe(false);
});
