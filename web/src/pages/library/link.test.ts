import { expect, it } from 'vitest';
import { safe, target } from './link';

it('lets documents link to the web and to this application only', () => {
  for (const good of ['https://example.org/a?b=c', 'HTTP://example.org', 'mailto:a@example.org', '/footprints/alumina', '#part']) expect(safe(good)).toBe(good);
  for (const bad of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', 'vbscript:x', '', null, undefined]) expect(safe(bad)).toBeNull();
  expect(target({ kind: 'product', id: 'a b' })).toBe('/footprints/a%20b');
  expect(target({ kind: 'url', id: 'javascript:alert(1)' })).toBeNull();
  expect(target({ kind: 'whatever', id: 'x' })).toBeNull();
});
