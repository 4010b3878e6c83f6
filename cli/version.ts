/** The version, taken from package.json when the program is built. */
import packageFile from '../package.json' with { type: 'json' };

export const version: string = packageFile.version;
