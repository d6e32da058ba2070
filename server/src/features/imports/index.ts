/**
 * Files that people bring. Hides file formats, column mapping, remembered mappings and the background write; a kind of
 * file is an `Importer` of the feature that owns its facts. Nothing is half-written: the rows of one market go in with
 * one transaction, and every row is created, updated, unchanged or rejected with a reason.
 */
export { createImportHandlers } from './routes.ts'
export { createImportRunner, type ImportRunner } from './runner.ts'
export { type FileImport, type FileImportResult, importFile, type MarketImport } from './import-file.ts'
export { rejectedSheet } from './files.ts'
