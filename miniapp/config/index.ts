/**
 * Taro's build for both targets. H5 is served by the product's server at `/m/`; weapp goes to `dist/weapp`. Sizes stay
 * in CSS px (no rpx or rem): a narrow phone must not shrink 14 px type below what older eyes can read.
 */
import path from 'node:path'
import { defineConfig } from '@tarojs/cli'

const root = path.resolve(__dirname, '..')
const shared = path.resolve(root, '..', 'shared')
const target = process.env.TARO_ENV === 'weapp' ? 'weapp' : 'h5'
const outputRoot = process.env.TARO_OUT ?? `dist/${target}`
const serverUrl = target === 'weapp' ? (process.env.SERVER_URL ?? 'http://127.0.0.1:8080') : ''
const plainPx = { autoprefixer: { enable: true }, pxtransform: { enable: false }, cssModules: { enable: false } }

interface Chain {
  readonly optimization: { merge(options: object): void }
}

/** Taro splits only the entry, so that each H5 page would carry its own copy of what several pages use. */
const sharePageCode = (chain: Chain): void => {
  const inSeveral = { chunks: 'all', minChunks: 2, enforce: true }
  chain.optimization.merge({
    chunkIds: 'named',
    splitChunks: {
      cacheGroups: {
        common: { ...inSeveral, name: 'common', priority: 1 },
        vendors: { ...inSeveral, name: 'vendors', priority: 10, test: /[\\/]node_modules[\\/]/ },
        taro: { chunks: 'initial', name: 'taro' },
      },
    },
  })
}

export default defineConfig(async () => ({
  projectName: 'smart-market',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot,
  plugins: [path.resolve(__dirname, 'aria-plugin.ts')],
  defineConstants: { SERVER_URL: JSON.stringify(serverUrl) },
  copy:
    target === 'weapp'
      ? {
          patterns: ['sitemap.json', 'packages/stall/sound/order.wav'].map((name) => ({
            from: `src/${name}`,
            to: `${outputRoot}/${name}`,
          })),
          options: {},
        }
      : { patterns: [], options: {} },
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  logger: { quiet: true, stats: false },
  jsMinimizer: 'esbuild',
  esbuild: { minify: { enable: true, config: { target: 'es2017' } } },
  mini: { optimizeMainPackage: { enable: true }, compile: { include: [shared] }, postcss: plainPx },
  h5: {
    compile: { include: [shared] },
    publicPath: '/m/',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    webpackChain: sharePageCode,
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: plainPx,
  },
}))
