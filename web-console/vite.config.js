import { defineConfig } from 'vite';

const gateway = process.env.BUSBAR_GATEWAY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    // The gateway's Content-Security-Policy allows neither inline scripts nor data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': {
        target: gateway,
        changeOrigin: true,
        // The gateway compares Origin with its own address.
        headers: { origin: gateway },
      },
    },
  },
});
