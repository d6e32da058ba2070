export { SnapshotView as default } from '../features/readiness/snapshot-view.tsx'
