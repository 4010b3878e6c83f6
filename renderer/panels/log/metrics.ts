/** How large the matrix draws its rows, columns and cells in the room it has. */

export interface MatrixMetrics {
  readonly headWidth: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
  readonly cellHeight: number;
  readonly columnsInSight: number;
  /** Rows too low for two lines of text in a cell. */
  readonly compact: boolean;
  /** How many letters of a command fit into a cell. */
  readonly letters: number;
}

/** Pixels at scale 1 (root font 13 px). */
const size = {
  head: 93,
  header: 22,
  column: 31,
  widestColumn: 58,
  lowestRow: 32,
  fullRow: 51,
  marks: 24,
  letter: 6.75,
};
const wantedColumns = 15;

/** `width` and `height` of the matrix in pixels; a scroll bar takes over where the rows or columns do not fit. */
export function matrixMetrics(width: number, height: number, rows: number, scale: number): MatrixMetrics {
  const headWidth = size.head * scale;
  const room = Math.max(0, width - headWidth);
  const wanted = Math.min(size.widestColumn * scale, Math.max(size.column * scale, room / wantedColumns));
  const columnsInSight = Math.max(1, Math.floor(room / wanted));
  // Whole columns fill the room, so that none is cut in two when the tail is in sight.
  const columnWidth = Math.max(wanted, room / columnsInSight);
  const fair = rows === 0 ? 0 : Math.floor((height - size.header * scale) / rows);
  const rowHeight = Math.min(130 * scale, Math.max(size.lowestRow * scale, fair));
  const compact = rowHeight < size.fullRow * scale;
  const tallest = compact ? 18 : columnWidth > 40 * scale ? 43 : 33;
  const cellHeight = Math.min(tallest * scale, rowHeight - (compact ? 14 : size.marks) * scale);
  return {
    headWidth,
    columnWidth,
    rowHeight,
    cellHeight,
    columnsInSight,
    compact,
    letters: Math.max(1, Math.floor((columnWidth - 3) / (size.letter * scale))),
  };
}
