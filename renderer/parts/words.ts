/** Words that change all the time: `v-words` changes the text there is, where a plain binding would make another one. */
import type { ObjectDirective } from 'vue';

/** The element's only content, as text; a style and a place in the layout need not be found for it again. */
export const vWords: ObjectDirective<Element, string | number> = {
  created(element, { value }) {
    element.append(document.createTextNode(String(value)));
  },
  updated(element, { value, oldValue }) {
    if (value === oldValue) return;
    const text = element.firstChild;
    if (text !== null) text.nodeValue = String(value);
  },
};
