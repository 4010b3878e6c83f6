/** Starts the page: styles, stores, the channel to the lab, and the one component everything stands in. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/layers.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { openChannel } from './channel/open.ts';
import { useLab } from './stores/lab.ts';

const app = createApp(App);
app.use(createPinia());
app.mount('#app');
useLab().connect(await openChannel());
