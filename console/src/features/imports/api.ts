import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ImportKind } from '@smart-market/shared/contracts/imports.ts'
import { client, type Output } from '../../lib/client.ts'
import { marketKey } from '../../lib/query.ts'
import { useMarketId } from '../../lib/session.ts'
import type { CommitMode, Mapping } from './model.ts'

const pollMs = 800

export const useUploadImport = (kind: ImportKind) => {
  const marketId = useMarketId()
  return useMutation({
    mutationFn: (file: File) =>
      client.uploadImport({ params: { marketId, kind }, upload: { fileName: file.name, bytes: file } }),
  })
}

/** Read again while the server is writing rows. */
export const useImport = (importId: string | undefined) => {
  const marketId = useMarketId()
  return useQuery({
    queryKey: ['import', marketId, importId],
    queryFn: () => client.getImport({ params: { marketId, importId: importId ?? '' } }),
    enabled: importId !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? pollMs : false),
  })
}

export const usePreviewImport = (importId: string) => {
  const marketId = useMarketId()
  return useMutation({
    mutationFn: (mapping: Mapping) => client.previewImport({ params: { marketId, importId }, body: { mapping } }),
  })
}

export const useCommitImport = (importId: string) => {
  const marketId = useMarketId()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { mapping: Mapping; mode: CommitMode }) =>
      client.commitImport({ params: { marketId, importId }, body }),
    onSuccess: (view: Output<'commitImport'>) => {
      queryClient.setQueryData(['import', marketId, importId], view)
      void queryClient.invalidateQueries({ queryKey: marketKey(marketId) })
    },
  })
}
