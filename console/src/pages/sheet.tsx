export { ReadSheetPage as default } from '../features/evaluations/sheet-page.tsx'
