export { ReportPage as default } from '../features/complaints/report-page.tsx'
