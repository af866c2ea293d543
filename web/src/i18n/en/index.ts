import access from './access';
import account from './account';
import chart from './chart';
import footprint from './footprint';
import grants from './grants';
import help from './help';
import home from './home';
import imports from './imports';
import library from './library';
import log from './log';
import organisations from './organisations';
import plants from './plants';
import result from './result';
import sector from './sector';
import shell from './shell';
import signin from './signin';
import standards from './standards';
import technologies from './technologies';
import words from './words';
import type zh from '../zh';

/** What the interface says in English: the same keys as in Chinese, which the compiler holds. */
const en: Record<keyof typeof zh, string> = {
  ...access,
  ...account,
  ...chart,
  ...footprint,
  ...grants,
  ...help,
  ...home,
  ...imports,
  ...library,
  ...log,
  ...organisations,
  ...plants,
  ...result,
  ...sector,
  ...shell,
  ...signin,
  ...standards,
  ...technologies,
  ...words,
};

export default en;
