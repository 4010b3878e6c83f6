#!/usr/bin/env node
/** The command line: finds the command, runs it, and ends with 0 (good), 1 (a check failed) or 2 (bad input or undecided). */
import { type Command, type ExitCode, exitCodes, InputError, type Terminal } from './command.ts';
import { version } from './version.ts';

interface Entry {
  readonly summary: string;
  /** Only the code of the command that is called is read: it starts in half the time. */
  load(): Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  serve: {
    summary: 'opens the lab in a browser',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  open: {
    summary: 'shows a recorded trace in a browser',
    load: async () => (await import('./open.ts')).openCommand,
  },
  run: {
    summary: 'performs a scenario file, in virtual time or on real servers',
    load: async () => (await import('./run.ts')).runCommand,
  },
  sim: {
    summary: 'runs seeded random faults in virtual time and checks the invariants of the paper',
    load: async () => (await import('./sim.ts')).simCommand,
  },
  check: {
    summary: 'judges a recorded trace, or a history of clients',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  export: {
    summary: 'writes a recorded trace in another format',
    load: async () => (await import('./export.ts')).exportCommand,
  },
};

const help = [
  'Usage: raftarium COMMAND [OPTIONS]',
  '',
  'A lab for running and inspecting real Raft clusters.',
  '',
  'Commands:',
  ...Object.entries(commands).map(([name, command]) => `  ${name.padEnd(8)} ${command.summary}`),
  '',
  '  raftarium COMMAND --help tells more; raftarium --version prints the version.',
  'Exit codes: 0 good, 1 a check or expectation failed, 2 bad input or undecided.',
].join('\n');

async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version') return print(terminal, version);
  if (name === '--help' || name === '-h' || name === 'help') return print(terminal, help);
  if (name === undefined) return complain(terminal, help);
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    return complain(terminal, `There is no command ${JSON.stringify(name.slice(0, 80))}. See raftarium --help.`);
  }
  try {
    const command = await entry.load();
    if (rest.includes('--help') || rest.includes('-h')) return print(terminal, command.help);
    return await command.run(rest, terminal);
  } catch (error) {
    if (error instanceof InputError) return complain(terminal, `${error.message}. See raftarium ${name} --help.`);
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return complain(terminal, `This is a defect of Raftarium; please report it with these lines:\n${said}`);
  }
}

function print(terminal: Terminal, text: string): ExitCode {
  terminal.out(text);
  return exitCodes.good;
}

function complain(terminal: Terminal, text: string): ExitCode {
  terminal.say(text);
  return exitCodes.bad;
}

/** Ctrl-C often arrives twice, from the terminal and handed on by npm; only later does another one mean impatience. */
const SAME_WISH_MS = 1000;

function processTerminal(): Terminal {
  const controller = new AbortController();
  let asked = 0;
  const end = (): void => {
    if (controller.signal.aborted && performance.now() - asked > SAME_WISH_MS) process.exit(130);
    if (controller.signal.aborted) return;
    asked = performance.now();
    controller.abort();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  // `raftarium … | head` closes the pipe early; that is no defect.
  process.stdout.on('error', () => process.exit(exitCodes.good));
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    say: (sentence) => process.stderr.write(`${sentence}\n`),
    interrupted: controller.signal,
  };
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
// Everything is closed by now; if something still holds the process, it has one more second.
setTimeout(() => process.exit(), 1000).unref();
