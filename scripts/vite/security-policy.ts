import type { Connect, Plugin } from 'vite';
import { PUBLISHED_DATASETS } from '#datasets/registry.ts';

type Policy = Readonly<Record<string, readonly string[]>>;

/** Mirrors of data sets that let other sites' pages read them. */
const mirrors = PUBLISHED_DATASETS.flatMap(({ content }) =>
  content.mirrors.filter(({ readableByPages }) => readableByPages).map(({ url }) => new URL(url).origin),
);
const dataMirrors = [...new Set(mirrors)].sort();

/** What the page may load: its own files only. No inline script or style, no eval. */
const pagePolicy: Policy = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'", ...dataMirrors],
  'worker-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'none'"],
};

/**
 * What a script may load when it runs as a worker; a worker obeys the policy that came with its own file.
 * WASM must be compiled, and tfjs starts its WASM threads from blobs.
 */
const workerPolicy: Policy = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'", 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  'connect-src': ["'self'", ...dataMirrors],
};

export const pagePolicyHeader = format({ ...pagePolicy, 'frame-ancestors': ["'none'"] });
export const workerPolicyHeader = format(workerPolicy);

function format(policy: Policy): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/**
 * Writes the content security policy into the built page, for hosts that cannot set headers, and sends it
 * from the preview. The development server goes without: its hot reloading needs inline scripts.
 */
export function securityPolicy(): Plugin {
  return {
    name: 'cnn-zoo:security-policy',
    transformIndexHtml: {
      order: 'pre',
      handler: (_html, context) =>
        context.server
          ? []
          : [
              {
                tag: 'meta',
                attrs: { 'http-equiv': 'Content-Security-Policy', content: format(pagePolicy) },
                injectTo: 'head-prepend',
              },
            ],
    },
    configurePreviewServer(server) {
      server.middlewares.use(sendPolicy);
    },
  };
}

const sendPolicy: Connect.NextHandleFunction = (request, response, next) => {
  const isScript = request.url?.split('?')[0]?.endsWith('.js');
  response.setHeader('Content-Security-Policy', isScript ? workerPolicyHeader : pagePolicyHeader);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  next();
};
