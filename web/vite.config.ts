import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * The portal's views are rendered on the server only, so this is an SSR build and nothing else: no client bundle.
 * React is bundled in (noExternal) with its production build chosen here, so that the server's speed does not hang on
 * somebody remembering NODE_ENV.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // The production JSX runtime whatever NODE_ENV says: a test runner's `test` must not change what is built.
  oxc: { jsx: { development: false } },
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'portal/render.tsx',
    outDir: 'dist/portal',
    // One file, written over: two builds at once, or a server that starts meanwhile, never meet an empty folder.
    emptyOutDir: false,
    target: 'node20',
    cssMinify: true,
    minify: false,
    copyPublicDir: false,
    rolldownOptions: { output: { entryFileNames: '[name].js', format: 'es' } },
  },
});
