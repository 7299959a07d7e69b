// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";

// The server embeds these files by their names (cmake/Console.cmake), so there are no hashes in them.
export default defineConfig({
  base: "/",
  build: {
    target: "es2022",
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: false,
        entryFileNames: "console/console.js",
        assetFileNames: "console/console[extname]",
      },
    },
  },
});
