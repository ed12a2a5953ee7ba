import type { ImageContent, LayerContent } from "@shared/layers.ts";
import { describe, expect, it } from "vitest";
import { modeText } from "../../../renderer/files/mode.ts";
import { imageInspect } from "../../../renderer/images/inspect/schema.ts";
import { linesOf } from "../../../renderer/images/layers/lines.ts";

const layer = (digest: string, written: number): LayerContent => ({
  digest,
  written,
  added: 1,
  changed: 0,
  removed: 0,
  hidden: 0,
  wasted: 0,
  unlisted: 0,
});
const content = (history: readonly (number | null)[]): ImageContent => ({
  layers: [layer("sha256:a", 10), layer("sha256:b", 20)],
  history,
  written: 30,
  wasted: 0,
  biggest: [],
  wastes: 0,
  unlisted: 0,
});
const entry = (createdBy: string, size: number) => ({ id: "", created: 5, createdBy, size, comment: "" });
const history = [entry('CMD ["sh"]', 0), entry("COPY b /b # buildkit", 20), entry("COPY a /a # buildkit", 10)];

describe("the lines of the Layers table", () => {
  it("are the instructions alone until the image was read", () => {
    expect(linesOf(history, undefined).map(({ instruction, layer }) => [instruction, layer])).toEqual([
      ['CMD ["sh"]', undefined],
      ["COPY b /b", undefined],
      ["COPY a /a", undefined],
    ]);
  });

  it("then say which layer each made, newest first", () => {
    expect(linesOf(history, content([0, 1, null])).map((line) => [line.instruction, line.layer])).toEqual([
      ['CMD ["sh"]', undefined],
      ["COPY b /b", 1],
      ["COPY a /a", 0],
    ]);
  });

  it("are the layers where the history does not fit them", () => {
    expect(linesOf(history, content([])).map((line) => [line.instruction, line.layer, line.size])).toEqual([
      ["Layer 2", 1, 20],
      ["Layer 1", 0, 10],
    ]);
  });
});

it("modes are written as ls does", () => {
  expect(modeText("file", 0o644)).toBe("-rw-r--r--");
  expect(modeText("file", 0o4755)).toBe("-rwsr-xr-x");
  expect(modeText("folder", 0o1777)).toBe("drwxrwxrwt");
  expect(modeText("link", 0o777)).toBe("lrwxrwxrwx");
  expect(modeText("file", 0o2640)).toBe("-rw-r-S---");
});

describe("what docker image inspect says", () => {
  it("is read where fields are missing, null or of another kind", () => {
    const read = imageInspect.parse({
      Id: 5,
      RepoTags: null,
      Config: { Env: null, Cmd: "sh", Labels: { a: 1, b: "c" } },
    });
    expect(read).toMatchObject({ Id: "", RepoTags: [], Config: { Env: [], Cmd: ["sh"], Labels: { a: "", b: "c" } } });
    expect(imageInspect.parse({}).Manifests).toEqual([]);
  });

  it("names the platforms of an image that an engine of API 1.48 has", () => {
    const { Manifests } = imageInspect.parse({
      Manifests: [
        {
          ID: "sha256:1",
          Available: true,
          Kind: "image",
          Descriptor: {
            digest: "sha256:1",
            size: 400,
            platform: { os: "linux", architecture: "arm64", variant: "v8" },
          },
          Size: { Total: 5000, Content: 2000 },
          ImageData: { Platform: { os: "linux", architecture: "arm64", variant: "v8" }, Containers: [] },
        },
        { ID: "sha256:2", Available: false, Kind: "attestation", Descriptor: {}, Size: null },
      ],
    });
    expect(
      Manifests.map(({ Kind, Available, ImageData }) => [Kind, Available, ImageData?.Platform.architecture]),
    ).toEqual([
      ["image", true, "arm64"],
      ["attestation", false, undefined],
    ]);
  });
});
