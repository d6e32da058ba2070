// Bundles the server and its command lines: our TypeScript goes in, packages of the registry stay outside.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { root } from './toolchain.mjs'

const server = path.join(root, 'server')
const manifest = JSON.parse(readFileSync(path.join(server, 'package.json'), 'utf8'))
const external = Object.keys(manifest.dependencies)
  .filter((name) => !name.startsWith('@smart-market/'))
  .flatMap((name) => [name, `${name}/*`])

rmSync(path.join(server, 'dist'), { recursive: true, force: true })
await build({
  entryPoints: [
    ...['main', 'cli/market', 'cli/docs'].map((name) => path.join(server, 'src', `${name}.ts`)),
    path.join(root, 'tests', 'load', 'bench.ts'),
  ],
  outdir: path.join(server, 'dist'),
  entryNames: '[name]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  external,
  logLevel: 'error',
})
