export { expectAccessible, lookAt, shot } from './look.ts'
export { type OpenApp, openApp, type Screen, screens } from './open-app.ts'
export { goTo } from './ready.ts'
export { signInAs, signInByForm, testPassword } from './sign-in.ts'
