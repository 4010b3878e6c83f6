/** Lets the user choose files by the browser's own dialog; the page never learns their paths. */

export function chooseFiles(chosen: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', multiple: true, accept: '.jsonl,.gz,.json' });
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) chosen(files);
  });
  input.click();
}
