export { Board as default } from '../features/supervision/board.tsx'
