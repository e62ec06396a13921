import { version } from '#package.json' with { type: 'json' };

/** Of this program, as it is written into what it keeps. */
export const APP_VERSION: string = version;
