import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';
import { assembly } from './scripts/vite/assembly.ts';
import { datasets } from './scripts/vite/datasets.ts';
import { isolation, isolationHeaders } from './scripts/vite/isolation.ts';
import { precache, serviceWorkerFile } from './scripts/vite/precache.ts';
import { securityPolicy } from './scripts/vite/security-policy.ts';
import { tfjsTestPackages, tfjsTests } from './scripts/vite/tfjs-tests.ts';
import { thirdPartyNotices } from './scripts/vite/third-party-notices.ts';
import { withoutThreadPool } from './scripts/vite/thread-pool.ts';

/** Found late, these would make the development server reload the page in mid-run. */
const tfjsPackages = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
];

const pagePackages = [
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom/client',
  '@mantine/core',
  'uplot',
  'lucide-react/icons/book-open',
  'lucide-react/icons/keyboard',
  'lucide-react/icons/languages',
  'lucide-react/icons/link',
  'lucide-react/icons/presentation',
  'lucide-react/icons/sun-moon',
  '@xyflow/react',
  '@dagrejs/dagre',
];

const chromium = findChromium();
const notices = thirdPartyNotices();
/** They are in third-party-notices.txt, once. */
const withoutLicences = { legal: false };

const endToEnd = { environment: 'node', testTimeout: 300_000, hookTimeout: 120_000 } as const;
/** Tests through the built page that hold times to a limit. */
const measuring = ['test/e2e/train.e2e.test.ts'];

export default defineConfig({
  // Relative addresses: the built app may lie in any folder of a host.
  base: './',
  plugins: [react(), assembly(), isolation(), securityPolicy(), datasets(), notices.emitter(), precache()],
  worker: {
    format: 'es',
    plugins: () => [withoutThreadPool(), notices.collector()],
    rolldownOptions: { output: { comments: withoutLicences } },
  },
  optimizeDeps: {
    include: [...tfjsPackages, ...pagePackages, '@noble/hashes/sha2.js', 'fflate'],
    rolldownOptions: { plugins: [withoutThreadPool()] },
  },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // One style sheet, there from the start: a part of the page that is fetched later needs its script alone.
    cssCodeSplit: false,
    rolldownOptions: {
      // Whole workers are bundled inside a plugin's callback, which is no sign of trouble.
      checks: { bundlerTimings: false },
      input: { page: 'index.html', 'service-worker': 'src/app/service-worker.ts' },
      output: {
        comments: withoutLicences,
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? serviceWorkerFile : 'assets/[name]-[hash].js',
      },
    },
  },
  test: {
    // Long enough for a busy machine: a limit is for what hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests in the browser read it too, from import.meta.env.
    env: {
      ZOO_FULL: process.env['ZOO_FULL'] ?? '',
      ZOO_RESULTS: process.env['ZOO_RESULTS'] ?? '',
      ZOO_KILLS: process.env['ZOO_KILLS'] ?? '',
      DATASETS_DIR: process.env['DATASETS_DIR'] ?? '',
    },
    projects: [
      {
        extends: true,
        // The packages' own entries for Node are ES5 and cannot be mixed with their inner modules: bundle the
        // modern ones once, so that every import shares one tfjs-core.
        ssr: { resolve: { mainFields: ['module', 'main'] } },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts', 'test/e2e/**'],
          environment: 'node',
          deps: {
            optimizer: {
              ssr: {
                enabled: true,
                include: [...tfjsPackages, ...tfjsTestPackages],
                rolldownOptions: {
                  plugins: [tfjsTests()],
                  resolve: { mainFields: ['module', 'main'] },
                  transform: { define: { __dirname: 'import.meta.dirname' } },
                },
              },
            },
          },
        },
      },
      {
        extends: true,
        // Tests read the user's own data sets from /@fs.
        server: {
          headers: isolationHeaders,
          fs: { allow: ['.', ...(process.env['DATASETS_DIR'] ? [process.env['DATASETS_DIR']] : [])] },
        },
        optimizeDeps: { include: tfjsTestPackages, rolldownOptions: { plugins: [tfjsTests()] } },
        test: {
          name: 'browser',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.browser.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: chromiumArguments, ...(chromium && { executablePath: chromium }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          exclude: measuring,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e-alone',
          include: measuring,
          fileParallelism: false,
          // After all others: what it measures must not compete with them.
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
