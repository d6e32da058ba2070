export { PlatformShell as default } from '../features/supervision/platform-shell.tsx'
