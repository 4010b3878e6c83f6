/** The two names under which main process and preload speak; nothing else crosses. */
export const CALL = 'lab:call';
export const EVENT = 'lab:event';
