import { simulateSeed } from '../core/sim/simulate-seed.ts';
const seed = Number(process.argv[2]);
const from = Number(process.argv[3]);
const lines: string[] = [];
let header = '';
const filter = new RegExp(process.argv[5] ?? '.');
const r = simulateSeed({ seed, onEvent: (e) => {
  if (e.ev === 'trace.header') header = JSON.stringify(e.header.config);
  if (e.t < from) return;
  const line = JSON.stringify(e);
  if (filter.test(line)) lines.push(`${e.t} ${e.node} ${'state' in e && e.state ? `${e.state.role} t${e.state.currentTerm} last${e.state.lastLogIndex} c${e.state.commitIndex} L${e.state.leaderId}` : ''} ${line.replace(/"state":\{[^}]*\},/, '').slice(0, 330)}`);
} });
console.log(header);
console.log(lines.slice(-Number(process.argv[4] ?? 40)).join('\n'));
console.log(JSON.stringify(r.violations));
