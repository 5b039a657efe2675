#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/generator/cli/main.js', import.meta.url);
if (existsSync(main)) {
  module.enableCompileCache?.();
  const { main: run } = await import(main.href);
  await run(process.argv.slice(2));
} else {
  console.error('fpga-gen is not compiled yet: run `npm ci`, or `npm run build`, in its folder');
  process.exitCode = 70;
}
