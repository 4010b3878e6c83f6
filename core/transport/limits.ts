/** Every bound of the network between nodes, in one place. */

/** One WebSocket frame, bytes: a client's longest operation fits, however often its characters must be escaped. */
export const FRAME_BYTES = 2 * 1024 * 1024;

/** Messages of one packet, bytes: the frame without socket.io's own few. */
export const PACKET_BYTES = FRAME_BYTES - 1024;

/** Bytes that may wait for one slow connection before further messages to it are lost. */
export const QUEUED_BYTES = 8 * 1024 * 1024;

/** Packets that may wait for one slow caller before further replies to it are lost. */
export const QUEUED_PACKETS = 4096;

/** Entries in one AppendEntries. */
export const ENTRIES_PER_MESSAGE = 4096;

/** Characters (UTF-16 units) of a client's operation or of its result. */
export const OPERATION_LENGTH = 256 * 1024;

/** Characters of an entry's command: an operation inside JSON, where a character can take six. */
export const COMMAND_LENGTH = 6 * OPERATION_LENGTH + 1024;

/** Characters of a snapshot in one InstallSnapshot: the chunk fits a packet, however often they must be escaped. */
export const CHUNK_LENGTH = 65_536;

/** Members of each kind in one configuration. */
export const CONFIGURATION_MEMBERS = 64;

/** How long a connection lives without proving who it is, and how long a dial may take, ms. */
export const HANDSHAKE_MS = 2000;

/** Connections that have not proved who they are; one more pushes out the oldest. */
export const STRANGERS = 64;

/** The wait before dialing again doubles from the first to the last, ms. */
export const REDIAL_FIRST_MS = 50;
export const REDIAL_LAST_MS = 1000;

/** A client opens when every node has answered or refused, and not later than this, ms. */
export const FIRST_DIALS_MS = 500;

/** A connection that lasted this long starts the wait before the next dial from the beginning, ms. */
export const STEADY_MS = 1000;
