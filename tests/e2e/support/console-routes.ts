/** The addresses that the console has, as its own router says: a new page is measured without being named here. */
interface Router {
  readonly routesByPath: Readonly<Record<string, unknown>>
}
const routerFile = new URL('../../../console/src/router.tsx', import.meta.url).href
const { createConsoleRouter } = (await import(routerFile)) as { createConsoleRouter: () => Router }

/** With their parameters, e.g. `/m/$marketId/ledger/stalls/$stallId`. */
export const consoleRoutes: readonly string[] = Object.keys(createConsoleRouter().routesByPath)

/** The address with an id for each parameter; a parameter that nobody has an id for is refused by name. */
export const addressAt = (route: string, ids: Readonly<Record<string, string>>): string =>
  route.replace(/\$(\w+)/g, (_, name: string) => {
    const id = ids[name] ?? ''
    if (id === '') throw new Error(`${route}: no ${name} to open it with`)
    return id
  })
