/** What the user chose about the page itself: the screen, the theme, and how panels are laid out. */
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';

export type Screen = 'lab' | 'timeline' | 'logs' | 'client' | 'checks' | 'traces' | 'compare';
export type Theme = 'system' | 'dark' | 'light';

const themeKey = 'raftarium.theme';

function storedTheme(): Theme {
  const stored = localStorage.getItem(themeKey);
  return stored === 'dark' || stored === 'light' ? stored : 'system';
}

export const useUi = defineStore('ui', () => {
  const screen = ref<Screen>('lab');
  const theme = ref<Theme>(storedTheme());
  const lightSystem = matchMedia('(prefers-color-scheme: light)');
  const systemIsLight = ref(lightSystem.matches);
  lightSystem.addEventListener('change', (event) => {
    systemIsLight.value = event.matches;
  });
  const shownTheme = computed(() => {
    if (theme.value !== 'system') return theme.value;
    return systemIsLight.value ? 'light' : 'dark';
  });
  watch(
    shownTheme,
    (shown) => {
      document.documentElement.dataset['theme'] = shown;
    },
    { immediate: true },
  );

  function toggleTheme(): void {
    theme.value = shownTheme.value === 'dark' ? 'light' : 'dark';
    localStorage.setItem(themeKey, theme.value);
  }

  return {
    screen,
    theme,
    shownTheme,
    toggleTheme,
    /** The log matrix keeps its newest column in view (G). */
    followTail: ref(true),
    clusterLayout: ref<'ring' | 'table'>('ring'),
    /** Which of the three panels beside the ring is on show in a narrow window. */
    sidePanel: ref<'log' | 'leader' | 'client'>('log'),
    cellText: ref<'command' | 'term'>('command'),
    paletteOpen: ref(false),
    keysOpen: ref(false),
  };
});
