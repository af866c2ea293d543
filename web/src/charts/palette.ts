/** The colours charts draw with, read from the style sheet, so that light and dark are told in one place. */
export interface Palette {
  dark: boolean;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  surface: string;
  sunken: string;
  patina: string;
  copper: string;
  bad: string;
  /** Colours of categories, in an order in which neighbours stay apart for colour-blind readers. */
  series: string[];
  font: string;
}

/** Order of the style sheet's chart colours. The first six stay apart for colour-blind readers (a test simulates them); later ones resemble earlier ones. */
export const ORDER = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c7', '--c6', '--c8'];

/** Shapes and dashes that go with the colours, so that no meaning rests on colour alone. */
export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow', 'emptyCircle'] as const;
export const DASHES: (readonly number[] | 'solid')[] = ['solid', [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 2], [6, 2, 1, 2, 1, 2]];

export function palette(dark: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    dark,
    ink: of('--ink'),
    ink2: of('--ink-2'),
    ink3: of('--ink-3'),
    line: of('--line'),
    surface: of('--raised'),
    sunken: of('--sunken'),
    patina: of('--patina'),
    copper: of('--copper'),
    bad: of('--bad'),
    series: ORDER.map(of),
    font: getComputedStyle(document.body).fontFamily,
  };
}
