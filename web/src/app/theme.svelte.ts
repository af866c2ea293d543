/** Light or dark: the system's, unless the person chose one. */
export type Choice = 'system' | 'light' | 'dark';

const STORED = 'verdigris.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

let choice = $state<Choice>('system');
let system = $state(dark.matches);

export const theme = {
  get choice(): Choice {
    return choice;
  },
  get dark(): boolean {
    return choice === 'system' ? system : choice === 'dark';
  },
};

function show(): void {
  document.documentElement.dataset.theme = theme.dark ? 'dark' : 'light';
}

export function choose(next: Choice): void {
  choice = next;
  if (next === 'system') localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, next);
  show();
}

export function begin(): void {
  const stored = localStorage.getItem(STORED);
  choice = stored === 'light' || stored === 'dark' ? stored : 'system';
  dark.addEventListener('change', (event) => {
    system = event.matches;
    show();
  });
  show();
}
