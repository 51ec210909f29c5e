import './styles/tokens.css'
import './styles/base.css'
import './styles/forms.css'
import './styles/print.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createWebHistory } from 'vue-router'
import App from './App.vue'
import { i18n, speakAsBefore } from './platform/i18n.ts'
import { createAppRouter } from './router.ts'

const app = createApp(App)
app.use(createPinia()).use(i18n)
const speaking = speakAsBefore()
// The router asks who is signed in and loads the page meanwhile.
app.use(createAppRouter(createWebHistory()))
await speaking
app.mount('#app')
