// `npm run verify`: format, lint, types, import rules, generated docs, paths named in the architecture page. No
// database, under a minute.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { featureOrder } from '../../.dependency-cruiser.mjs'
import { bin, buildServer, install, main, root, run, step } from './toolchain.mjs'

const sources = ['shared', 'server', 'console', 'miniapp', 'tests']

/** Every path in backticks on the one-page map must exist, and its features be those of the import rules. */
const checkArchitecture = () => {
  const page = readFileSync(path.join(root, 'docs', 'ARCHITECTURE.md'), 'utf8')
  const named = [...page.matchAll(/`([a-z.]+\/[\w./-]*)`/g)].map(([, name]) => name)
  const missing = named.filter((name) => !existsSync(path.join(root, name)))
  if (named.length === 0) throw new Error('docs/ARCHITECTURE.md names no path')
  if (missing.length > 0) throw new Error(`docs/ARCHITECTURE.md names paths that do not exist: ${missing.join(', ')}`)
  if (!page.replaceAll(/\s+/g, ' ').includes(`${featureOrder.join(', ')}.`))
    throw new Error(`docs/ARCHITECTURE.md does not list the features in their order: ${featureOrder.join(', ')}`)
}

await main(async () => {
  await install()
  await step('格式', () => run(bin('oxfmt'), ['--check', ...sources]).then(() => undefined))
  await step('静态检查', () => run(bin('oxlint'), ['--type-aware', ...sources]).then(() => undefined))
  await step('类型', () => run(bin('tsc'), ['-b']).then(() => undefined))
  await step('依赖规则', () =>
    run(bin('depcruise'), [
      '--config',
      '.dependency-cruiser.mjs',
      ...sources.map((name) => (name === 'tests' ? name : `${name}/src`)),
      'rubrics',
    ]).then(() => undefined),
  )
  await buildServer()
  await step('生成文档', () =>
    run(process.execPath, [path.join(root, 'server', 'dist', 'docs.mjs'), '--check']).then(() => undefined),
  )
  await step('架构页', async () => checkArchitecture())
})
