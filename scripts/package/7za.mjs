#!/usr/bin/env node
// Stands in for the 7za that electron-builder downloads, where it cannot: `7za a [switches] out.tar.gz in.tar`, with zlib.
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const words = process.argv.slice(2);
const [command, output, input, ...more] = words.filter((word) => !word.startsWith("-"));
if (command !== "a" || !output?.endsWith(".gz") || input === undefined || more.length > 0) {
  process.stderr.write(`only "7za a out.tar.gz in.tar" is known here, not: ${words.join(" ")}\n`);
  process.exit(2);
}
// 7-Zip's 0 says "store"; gzip's fastest is what comes nearest and is still small.
const level = Math.max(1, Number(words.find((word) => /^-mx=\d$/.test(word))?.slice(4) ?? 9));
await pipeline(createReadStream(input), createGzip({ level }), createWriteStream(output));
