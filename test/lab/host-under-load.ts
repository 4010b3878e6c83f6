/** A host that runs a cluster under load and writes down each acknowledged command, until it is killed. Run by the test. */
import { writeSync } from 'node:fs';
import { openLab } from '../../core/lab/lab.ts';

const [dataFolder = '', round = ''] = process.argv.slice(2);
const { api } = openLab({ dataFolder, version: 'test' });
const { stored } = await accepted(api['lab.describe']({}));
if (stored.length === 0) await accepted(api['cluster.create']({ nodes: 3, name: 'load', seed: 1, rules: {} }));
else await accepted(api['cluster.open']({ name: 'load' }));

for (let client = 1; client <= 8; client++) void writeForever(`c${client}`);

/** Acknowledged means written here before the next command is sent: a synchronous write outlives the process. */
async function writeForever(client: string): Promise<void> {
  for (let number = 1; ; number++) {
    const pair = `${client}-${round}-${number}`;
    const reply = await api['client.submit']({ client, operation: `put ${pair} ${pair}` });
    if (reply.ok && reply.value.status === 'ok') writeSync(1, `${pair}\n`);
  }
}

async function accepted<Value>(
  reply: Promise<{ ok: true; value: Value } | { ok: false; error: { message: string } }>,
): Promise<Value> {
  const settled = await reply;
  if (!settled.ok) throw new Error(settled.error.message);
  return settled.value;
}
