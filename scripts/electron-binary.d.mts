/** Types of electron-binary.mjs for the tests that use it. */
export function electronBinary(): string | null;
export function whyNoWindow(): string | null;
export function fetchElectron(): Promise<string | null>;
