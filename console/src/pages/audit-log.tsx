export { AuditLog as default } from '../features/settings/audit-log.tsx'
