// Plain Node without dependencies: brings the pinned pnpm, installs, builds what has changed. Used by every command.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const pnpmVersion = '12.21.0'
const oldestNode = [20, 19]

const inRoot = (...parts) => path.join(root, ...parts)
const stampFile = (name) => inRoot('.cache', 'stamps', name)

/** Stops with advice when Node is too old for what follows. */
export const requireNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  console.error(
    `需要 Node ${oldestNode.join('.')} 或更新，现在是 ${process.versions.node}。请从 https://nodejs.org 安装新版后重试。`,
  )
  process.exit(1)
}

/** Runs a command in the repository. Rejects with its output when it fails; `show` passes the output through. */
export const run = (command, args, { show = false, env = {}, cwd = root } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !command.endsWith('.exe') && command !== process.execPath,
    })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      const output = Buffer.concat(chunks).toString('utf8')
      if (code === 0) resolve(output)
      else
        reject(Object.assign(new Error(`${command} ${args.join(' ')} failed (${code})\n${output}`), { exitCode: code }))
    })
  })

/** Prints `▸ what … seconds` around a step. */
export const step = async (what, work) => {
  const startedAt = Date.now()
  process.stdout.write(`▸ ${what} …`)
  try {
    const note = await work()
    process.stdout.write(` ${note ?? '完成'}（${((Date.now() - startedAt) / 1000).toFixed(1)} 秒）\n`)
  } catch (error) {
    process.stdout.write(' 失败\n')
    throw error
  }
}

const hashFiles = (files) => {
  const hash = createHash('sha256').update(process.versions.node)
  for (const file of files) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const skipped = new Set(['node_modules', 'dist', '.swc'])
const sourcesOf = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name)
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesOf(full)
      return /\.(test\.tsx?|log)$/.test(entry.name) ? [] : [full]
    })

/** Does the work only when the sources differ from those of the last success, or when what it makes is gone. */
const whenChanged = async (name, sources, made, work) => {
  const hash = hashFiles(sources)
  const stamp = stampFile(name)
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return '无变化'
  await work()
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
  return undefined
}

const packageFolders = ['shared', 'rubrics', 'server', 'console', 'miniapp', 'tests']
const manifests = () =>
  [
    'package.json',
    'pnpm-workspace.yaml',
    'pnpm-lock.yaml',
    ...packageFolders.map((name) => `${name}/package.json`),
  ].map((file) => inRoot(file))

/** npm is what every Node brings; it fetches the pinned pnpm once and keeps it in its own cache. */
const pnpm = (args, options) => {
  const npm = process.env.npm_execpath
  const npmArgs = ['exec', '--yes', `--package=pnpm@${pnpmVersion}`, '--', 'pnpm', ...args]
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...npmArgs], options) : run('npm', npmArgs, options)
}

export const install = () =>
  step('安装依赖', () =>
    whenChanged('install', manifests(), inRoot('node_modules', '.modules.yaml'), () =>
      pnpm(['install', '--frozen-lockfile', '--reporter=append-only']),
    ),
  )

/** Path of a tool that the root package installs. */
export const bin = (name) => inRoot('node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)

export const buildServer = () =>
  step('构建服务端', () =>
    whenChanged(
      'server',
      [
        ...sourcesOf(inRoot('server', 'src')),
        ...sourcesOf(inRoot('shared', 'src')),
        ...sourcesOf(inRoot('rubrics')),
        ...sourcesOf(inRoot('tests', 'load')),
        ...sourcesOf(inRoot('tests', 'support')),
        ...manifests(),
        inRoot('server', 'launch', 'bundle.mjs'),
      ],
      inRoot('server', 'dist', 'main.mjs'),
      () => run(process.execPath, [inRoot('server', 'launch', 'bundle.mjs')]),
    ),
  )

export const buildConsole = () =>
  step('构建控制台', () =>
    whenChanged(
      'console',
      [...sourcesOf(inRoot('console')), ...sourcesOf(inRoot('shared', 'src')), ...manifests()],
      inRoot('console', 'dist', 'index.html'),
      () =>
        run(process.execPath, [inRoot('console', 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
          cwd: inRoot('console'),
        }),
    ),
  )

export const buildMiniapp = (target) =>
  step(target === 'h5' ? '构建小程序网页版' : '构建微信小程序', () =>
    whenChanged(
      `miniapp-${target}`,
      [...sourcesOf(inRoot('miniapp')), ...sourcesOf(inRoot('shared', 'src')), ...manifests()],
      inRoot('miniapp', 'dist', target, target === 'h5' ? 'index.html' : 'app.json'),
      () => run(process.execPath, [inRoot('miniapp', 'build.mjs'), target]),
    ),
  )

/** Builds all that the server serves. */
export const buildAll = async () => {
  await buildServer()
  await buildConsole()
  await buildMiniapp('h5')
}

/** Size of a folder in bytes, for size checks. */
export const folderSize = (folder) => sourcesOf(folder).reduce((sum, file) => sum + statSync(file).size, 0)

/** Runs a script's main part and turns a failure into one readable message. */
export const main = async (work) => {
  try {
    requireNode()
    await work()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(typeof error?.exitCode === 'number' ? error.exitCode : 1)
  }
}
