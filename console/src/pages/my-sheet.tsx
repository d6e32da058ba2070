export { MySheetPage as default } from '../features/evaluations/sheet-page.tsx'
