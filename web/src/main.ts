import { mount } from 'svelte';
import App from './App.svelte';
import { begin as beginTheme } from './app/theme.svelte';
import { speak } from './i18n/index.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/forms.css';
import './styles/print.css';

beginTheme();
await speak();
mount(App, { target: document.getElementById('app')! });
