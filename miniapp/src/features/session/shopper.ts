/** The guest shopper: a session that asks for nothing, begun at the first order and kept on this phone. */
import { ApiError } from '@smart-market/shared/client.ts'
import { client, clientFor, type ApiClient } from '../../platform/request.ts'
import { readStored, writeStored } from '../../platform/storage.ts'

const storageKey = 'shopper-token'

export const hasShopperSession = (): boolean => readStored(storageKey) !== null

const begin = async (): Promise<string> => {
  const { token } = await client.startShopperSession()
  writeStored(storageKey, token)
  return token
}

/** Calls as the shopper. A session that has ended is begun anew once: a refused call has changed nothing. */
export const asShopper = async <T>(call: (api: ApiClient) => Promise<T>): Promise<T> => {
  const token = readStored(storageKey) ?? (await begin())
  try {
    return await call(clientFor(token))
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 401) throw cause
    return call(clientFor(await begin()))
  }
}
