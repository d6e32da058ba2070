export { Reconciliation as default } from '../features/reconciliation/reconciliation.tsx'
