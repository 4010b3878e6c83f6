/** A cluster on disk: its manifest, which is its identity, and where its nodes and traces are. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type RaftRules, raftRules, type StoredCluster } from '../contract/lab-api.ts';

const MANIFEST = 'cluster.json';
const FORMAT = 1;

const manifestSchema = v.object({
  format: v.literal(FORMAT),
  name: v.string(),
  clusterId: v.string(),
  /** Shared by nodes and clients, and by nobody else: the file is readable by its owner only. */
  secret: v.string(),
  /** The servers that the cluster was created with: they begin with each other as members. */
  nodes: v.array(v.string()),
  /** Servers that came later: they learn the membership from their log (§6). */
  joined: v.optional(v.array(v.string()), []),
  /** Servers whose folders were made: one that is empty from then on has lost its data. */
  started: v.optional(v.array(v.string()), []),
  /** Servers that were taken out: their folders stay, and they are not started any more. */
  removed: v.optional(v.array(v.string()), []),
  rules: v.optional(raftRules, {}),
  seed: v.number(),
  createdAt: v.string(),
  /** How often the cluster was opened. */
  runs: v.number(),
});

export type ClusterManifest = v.InferOutput<typeof manifestSchema>;

export interface ClusterFolder {
  readonly path: string;
  readonly manifest: ClusterManifest;
}

export function nodeFolder({ path }: ClusterFolder, node: string): string {
  return join(path, 'nodes', node);
}

export function traceFolder({ path, manifest }: ClusterFolder): string {
  return join(path, 'traces', `run-${String(manifest.runs).padStart(4, '0')}`);
}

export interface NewCluster {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly seed: number;
  readonly rules: RaftRules;
}

/** Makes a new cluster's folder. Throws EEXIST when the name is taken. */
export async function createFolder(root: string, { name, nodes, seed, rules }: NewCluster): Promise<ClusterFolder> {
  await mkdir(root, { recursive: true });
  const path = join(root, name);
  await mkdir(path);
  const manifest: ClusterManifest = {
    format: FORMAT,
    name,
    clusterId: randomBytes(16).toString('hex'),
    secret: randomBytes(32).toString('hex'),
    nodes: [...nodes],
    joined: [],
    started: [],
    removed: [],
    rules,
    seed,
    createdAt: new Date().toISOString(),
    runs: 1,
  };
  await writeManifest(path, manifest);
  return { path, manifest };
}

/** Opens a stored cluster for one more run. Throws ENOENT, or a sentence when the manifest is not one of ours. */
export async function openFolder(root: string, name: string): Promise<ClusterFolder> {
  const path = join(root, name);
  const stored = await readManifest(path);
  const manifest = { ...stored, runs: stored.runs + 1 };
  await writeManifest(path, manifest);
  return { path, manifest };
}

/** Those that were not taken out. */
export function startingNodes({ manifest: { nodes, joined, removed } }: ClusterFolder): string[] {
  return [...nodes, ...joined].filter((node) => !removed.includes(node));
}

/** A server has come or gone for good. */
export async function changeMembers(
  folder: ClusterFolder,
  node: string,
  stage: 'joined' | 'removed',
): Promise<ClusterFolder> {
  const { manifest, path } = folder;
  const isNew = !manifest.nodes.includes(node) && !manifest.joined.includes(node);
  const removed = manifest.removed.filter((each) => each !== node);
  const changed: ClusterManifest = {
    ...manifest,
    joined: isNew ? [...manifest.joined, node] : manifest.joined,
    removed: stage === 'removed' ? [...removed, node] : removed,
  };
  await writeManifest(path, changed);
  return { path, manifest: changed };
}

/** Before a server may say anything for the first time. */
export async function markStarted({ path, manifest }: ClusterFolder, node: string): Promise<ClusterFolder> {
  const changed: ClusterManifest = { ...manifest, started: [...manifest.started, node] };
  await writeManifest(path, changed);
  return { path, manifest: changed };
}

/** Every stored cluster, newest first; folders that are not clusters are passed over. */
export async function listFolders(root: string): Promise<StoredCluster[]> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const manifest = await readManifest(join(root, name)).catch(() => null);
      return manifest === null ? [] : [{ name, nodes: manifest.nodes.length, createdAt: manifest.createdAt }];
    }),
  );
  return found.flat().sort((left, right) => right.createdAt.localeCompare(left.createdAt));
}

async function readManifest(path: string): Promise<ClusterManifest> {
  const file = join(path, MANIFEST);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), await readFile(file, 'utf8'));
  if (!parsed.success) throw new Error(`${file} is damaged or of another version: ${parsed.issues[0].message}`);
  return parsed.output;
}

/** Written whole or not at all: a new file, synced, renamed over the old one, the folder synced. */
async function writeManifest(path: string, manifest: ClusterManifest): Promise<void> {
  const draft = join(path, `${MANIFEST}.new`);
  const file = await open(draft, 'w', 0o600);
  await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  await file.sync();
  await file.close();
  await rename(draft, join(path, MANIFEST));
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
