import type { importRoutes } from '@smart-market/shared/contracts/imports.ts'
import type { Handlers } from '../../http/mount.ts'
import * as files from './files.ts'
import { createImportRunner, type ImportRunner } from './runner.ts'
import * as service from './service.ts'

/** The runner lives as long as the server; its `idle` lets a shutdown wait for imports that are being written. */
export const createImportHandlers = (runner: ImportRunner = createImportRunner()): Handlers<typeof importRoutes> => ({
  uploadImport: (ctx, { params, upload }) => service.uploadImport(ctx, { kind: params.kind, ...upload }),
  getImport: (ctx, { params }) => service.getImport(ctx, runner, params.importId),
  previewImport: (ctx, { params, body }) => service.previewImport(ctx, params.importId, body),
  commitImport: (ctx, { params, body }) => service.commitImport(ctx, runner, params.importId, body),
  downloadRejectedRows: (ctx, { params }) => files.rejectedRowsFile(ctx, params.importId),
  downloadImportTemplate: (_, { params }) => files.templateFile(params.kind),
})
