/**
 * `node miniapp/check-sizes.mjs`: prints what was built against its budget; exits 1 when something is over it, or when
 * zod (which the contracts need and a phone does not) got into a build. A target that was not built is skipped.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), 'dist')
const kilobyte = 1024
const budget = { h5FirstLoad: 300 * kilobyte, weappMain: 1.2 * 1024 * kilobyte, weappSubpackage: 1024 * kilobyte }
const zodMark = '_zod'

const filesUnder = (place) =>
  fs.readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(place, entry.name)
    if (entry.isDirectory()) return filesUnder(file)
    return entry.name.startsWith('.') ? [] : [file]
  })
const sizeOf = (files) => files.reduce((sum, file) => sum + fs.statSync(file).size, 0)
const gzippedSizeOf = (files) =>
  files.reduce((sum, file) => sum + gzipSync(fs.readFileSync(file), { level: 9 }).length, 0)

/** What a browser loads before the first page stands: the page itself, its scripts and styles, the shared code, the home page. */
const h5FirstLoad = (root) => {
  const html = fs.readFileSync(path.join(root, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/m\/([^"]+)"/g)].map((match) => path.join(root, match[1]))
  const later = filesUnder(path.join(root, 'js')).filter((file) =>
    /^(common|vendors|src_pages_home_)/.test(path.basename(file)),
  )
  return [path.join(root, 'index.html'), ...new Set([...named, ...later])]
}

const h5Lines = (root) => [
  { name: 'h5 first load, gzipped', bytes: gzippedSizeOf(h5FirstLoad(root)), limit: budget.h5FirstLoad },
]

const weappLines = (root) => {
  const files = filesUnder(root)
  const app = JSON.parse(fs.readFileSync(path.join(root, 'app.json'), 'utf8'))
  const roots = (app.subPackages ?? app.subpackages ?? []).map((sub) => sub.root.replace(/\/$/, ''))
  const inside = (file, sub) => path.relative(root, file).startsWith(sub + path.sep)
  return [
    {
      name: 'weapp main package',
      bytes: sizeOf(files.filter((file) => !roots.some((sub) => inside(file, sub)))),
      limit: budget.weappMain,
    },
    ...roots.map((sub) => ({
      name: `weapp ${sub}`,
      bytes: sizeOf(files.filter((file) => inside(file, sub))),
      limit: budget.weappSubpackage,
    })),
  ]
}

let failed = false
for (const [target, lines] of [
  ['h5', h5Lines],
  ['weapp', weappLines],
]) {
  const root = path.join(dist, target)
  if (!fs.existsSync(root)) {
    console.log(`${target}: not built`)
    continue
  }
  for (const { name, bytes, limit } of lines(root)) {
    const over = bytes > limit
    failed ||= over
    console.log(
      `${over ? 'OVER ' : 'ok   '}${name}: ${(bytes / kilobyte).toFixed(1)} KB of ${(limit / kilobyte).toFixed(0)} KB`,
    )
  }
  const withZod = filesUnder(root).filter(
    (file) => file.endsWith('.js') && fs.readFileSync(file, 'utf8').includes(zodMark),
  )
  for (const file of withZod) console.log(`OVER ${target}: zod is in ${path.relative(root, file)}`)
  failed ||= withZod.length > 0
}
process.exit(failed ? 1 : 0)
