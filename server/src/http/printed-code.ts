/** A printed code of ours that leads a browser to a page of the mini-program, or says in plain words that it is none. */
import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { HttpEnv } from './mount.ts'

export interface PrintedCode {
  /** The path before the code: `/g` for `/g/<code>`. */
  readonly base: string
  /** Its groups are handed to `pageOf`; a code that does not fit is none of ours. */
  readonly pattern: RegExp
  /** Path and query inside the mini-program's web build. */
  readonly pageOf: (groups: readonly string[]) => string
  readonly lost: { readonly title: string; readonly head: string; readonly next: string }
}

export const lostCodePage = ({ title, head, next }: PrintedCode['lost']) =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${head}</h1>
        <p>${next}</p>
      </body>
    </html>`

export const mountPrintedCode = (app: Hono<HttpEnv>, printed: PrintedCode): void => {
  app.get(`${printed.base}/:code`, (c) => {
    const read = printed.pattern.exec(c.req.param('code'))
    if (read === null) return c.html(lostCodePage(printed.lost), 404)
    return c.redirect(`/m/#${printed.pageOf(read.slice(1))}`)
  })
}
