/**
 * ShiViz's own rules, written down again from its sources (js/model/parser.js, modelGraph.js): what it would refuse.
 * The expression of the first line is used as it is used there: with flags gm, over all that follows the second line.
 */

interface Line {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
  readonly event: string;
}

export function shivizLines(file: string): Line[] {
  const [expression = '', delimiter, ...log] = file.split('\n');
  if (delimiter === undefined || delimiter.trim() !== '') throw new Error('the second line is not blank');
  if (/\\[()]/.test(expression)) throw new Error('an escaped parenthesis: its reader captures nothing then');
  const lines: Line[] = [];
  for (const { groups = {} } of log.join('\n').matchAll(new RegExp(expression, 'gm'))) {
    const { host = '', clock = '', event = '' } = groups;
    lines.push({ host, clock: JSON.parse(clock), event });
  }
  if (lines.length !== log.filter((line) => line !== '').length)
    throw new Error('a line does not match the expression');
  return lines;
}

export function shivizComplaints(file: string): string[] {
  const lines = shivizLines(file);
  const counts = new Map<string, number>();
  for (const { host } of lines) counts.set(host, (counts.get(host) ?? 0) + 1);
  const complaints: string[] = [];
  const last = new Map<string, Readonly<Record<string, number>>>();
  for (const { host, clock } of lines) {
    const before = last.get(host) ?? {};
    if (clock[host] !== (before[host] ?? 0) + 1) complaints.push(`${host}: its own clock must increase by 1`);
    for (const [other, value] of Object.entries(clock)) {
      const most = counts.get(other);
      if (most === undefined) complaints.push(`unrecognized host ${other}`);
      else if (!Number.isInteger(value) || value < 1 || value > most) complaints.push(`${other} has no event ${value}`);
    }
    for (const [other, value] of Object.entries(before)) {
      if ((clock[other] ?? 0) < value) complaints.push(`${host} forgets ${other}`);
    }
    last.set(host, clock);
  }
  return [...complaints, ...intransitive(lines)];
}

/** Who knows an event of another host knows all that this event knew. */
function intransitive(lines: readonly Line[]): string[] {
  const at = new Map(lines.map((line) => [`${line.host} ${line.clock[line.host]}`, line]));
  return lines.flatMap(({ host, clock }) =>
    Object.entries(clock)
      .filter(([other]) => other !== host)
      .flatMap(([other, value]) => {
        const known = at.get(`${other} ${value}`)?.clock ?? {};
        const missing = Object.entries(known).filter(([third, count]) => (clock[third] ?? 0) < count);
        return missing.map(([third]) => `${host} knows ${other} ${value} and not its ${third}`);
      }),
  );
}
