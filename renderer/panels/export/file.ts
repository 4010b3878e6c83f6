/** The exported file: its name, and how the browser or the desktop window is told to save it. */

/** `lab-1-8f3a…-2.jsonl`: the cluster, its run, the format's extension. */
export function fileName(cluster: { readonly name: string; readonly run: string }, extension: string): string {
  return `${cluster.name}-${cluster.run}.${extension}`;
}

/** Long after any browser has begun to read it. */
const KEPT_MS = 60_000;

export function download(name: string, mediaType: string, parts: readonly BlobPart[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: mediaType }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** After this the page has had its turn. Unlike a timer it does not slow down while the page is in the background. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
