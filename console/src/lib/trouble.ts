/** Tells the server of a page that could not be drawn, so that whoever runs it learns of it; the reader is not troubled further. */
import { troubleOf } from '@smart-market/shared/trouble.ts'
import { client } from './client.ts'

/** The entry script is named after what is in it, so its name says which build this is. */
const release = (): string =>
  document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src.split('/').at(-1) ?? ''

export type TellTrouble = (page: string, cause: unknown) => void

/** Tells each page once, however often it is tried again; `send` is the call to the server. */
export const createTrouble = (send: (page: string, cause: unknown) => Promise<unknown>): TellTrouble => {
  const told = new Set<string>()
  return (page, cause) => {
    if (told.has(page)) return
    told.add(page)
    // The page is broken as it is; that nobody could be told changes nothing for who looks at it.
    void send(page, cause).catch(() => undefined)
  }
}

export const tellServer = (page: string, cause: unknown): Promise<unknown> =>
  client.tellTrouble({ body: { client: 'console', page, release: release(), ...troubleOf(cause) } })
