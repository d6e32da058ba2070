/**
 * `node miniapp/build.mjs h5|weapp`: builds into `miniapp/dist/<target>`, or does nothing when a stamp there says that
 * the sources have not changed since. A new build takes the old one's place only when it is complete.
 * For weapp, SERVER_URL is the server's origin (default http://127.0.0.1:8080).
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(fileURLToPath(import.meta.url))
const stampName = '.sources'
// Contracts are left out: the mini-program imports only their types.
const sources = [
  'src',
  'config',
  'babel.config.js',
  'package.json',
  'project.config.json',
  '../shared/src/client.ts',
  '../shared/src/time.ts',
  '../shared/src/quantity.ts',
  '../shared/src/generated',
  '../shared/src/text',
  '../shared/src/wayfinding',
]

const filesUnder = (place) =>
  fs.statSync(place).isDirectory()
    ? fs
        .readdirSync(place)
        .sort()
        .flatMap((name) => filesUnder(path.join(place, name)))
    : [place]

const stampOf = (target) => {
  const hash = createHash('sha256').update(`${target} ${target === 'weapp' ? (process.env.SERVER_URL ?? '') : ''}`)
  for (const file of sources.flatMap((name) => filesUnder(path.join(root, name)))) {
    if (file.endsWith('.test.ts')) continue
    hash.update(`\n${path.relative(root, file)}\n`).update(fs.readFileSync(file))
  }
  return hash.digest('hex')
}

const readStamp = (dist) => {
  try {
    return fs.readFileSync(path.join(dist, stampName), 'utf8')
  } catch {
    return null
  }
}

const runTaro = (target, out) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'production', TARO_OUT: out, CI: 'true' }
    const taro = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'taro.cmd' : 'taro')
    const child = spawn(taro, ['build', '--type', target, '--no-check'], {
      cwd: root,
      env,
      shell: process.platform === 'win32',
    })
    let log = ''
    child.stdout.on('data', (chunk) => (log += chunk))
    child.stderr.on('data', (chunk) => (log += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`taro build stopped (${code}):\n${log}`))))
  })

/** Two builds may run at once; each has its own folder, and the last to finish wins. */
const putInPlace = (fresh, dist) => {
  const old = `${fresh}-old`
  if (fs.existsSync(dist)) fs.renameSync(dist, old)
  fs.renameSync(fresh, dist)
  fs.rmSync(old, { recursive: true, force: true })
}

const build = async (target) => {
  const dist = path.join(root, 'dist', target)
  const stamp = stampOf(target)
  if (readStamp(dist) === stamp) return `miniapp ${target}: unchanged`
  const startedAt = Date.now()
  const out = `dist/.${target}-${process.pid}`
  const fresh = path.join(root, out)
  try {
    await runTaro(target, out)
    const entry = target === 'h5' ? 'index.html' : 'app.json'
    if (!fs.existsSync(path.join(fresh, entry))) throw new Error(`taro build left no ${entry}`)
    fs.writeFileSync(path.join(fresh, stampName), stamp)
    putInPlace(fresh, dist)
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true })
  }
  return `miniapp ${target}: built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`
}

const target = process.argv[2]
if (target !== 'h5' && target !== 'weapp') {
  console.error('usage: node miniapp/build.mjs h5|weapp')
  process.exit(2)
}
try {
  console.log(await build(target))
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure)
  process.exit(1)
}
