import type { Container } from "@shared/containers.ts";
import type { Image, PullProgress } from "@shared/images.ts";
import { describe, expect, it } from "vitest";
import { instruction } from "../../../renderer/images/instruction.ts";
import { percent, progressText, rateAfter } from "../../../renderer/images/rate.ts";
import { imageRows, splitReference } from "../../../renderer/images/rows.ts";

const image = (id: string, part: Partial<Image> = {}): Image => ({
  engine: "e",
  id: `sha256:${id.repeat(64)}`,
  tags: [],
  digests: [],
  size: 1,
  created: 0,
  labels: {},
  ...part,
});

describe("rows of images", () => {
  const user = { id: "1", name: "web", imageId: `sha256:${"a".repeat(64)}` } as Container;
  const images = [
    image("a", { tags: ["web:1.0", "web:latest"] }),
    image("b"),
    image("c", { digests: ["team/app@sha256:0"] }),
  ];
  const rows = (cache: ReturnType<typeof imageRows>) => [...cache.values()].flatMap((entry) => entry.rows);

  it("are one for each tag, and one for an image without any", () => {
    const all = rows(imageRows(images, [user], new Map()));
    expect(all.map(({ repository, tag }) => `${repository} ${tag}`)).toEqual([
      "web 1.0",
      "web latest",
      "<none> <none>",
      "team/app <none>",
    ]);
    expect(all[0]!.usedBy).toEqual([user]);
    expect(all[2]!.reference).toBe("b".repeat(12));
  });

  it("stay the same objects until their image or its use changes", () => {
    const before = imageRows(images, [user], new Map());
    const after = imageRows([images[0]!, image("b"), images[2]!], [{ ...user, status: "Up 2 minutes" }], before);
    const same = rows(after).map((row) => rows(before).includes(row));
    expect(same).toEqual([true, true, false, true]);
    expect(rows(imageRows(images, [{ ...user, name: "renamed" }], before))[0]).not.toBe(rows(before)[0]);
  });

  it("tell the colon of a port from that of a tag", () => {
    expect(splitReference("127.0.0.1:5000/app:1.2")).toEqual({ repository: "127.0.0.1:5000/app", tag: "1.2" });
    expect(splitReference("127.0.0.1:5000/app")).toEqual({ repository: "127.0.0.1:5000/app", tag: "<none>" });
  });
});

it.each([
  ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ["/bin/sh -c apk add curl", "RUN apk add curl"],
  ["RUN /bin/sh -c apk add curl # buildkit", "RUN apk add curl"],
  ["COPY . /app # buildkit", "COPY . /app"],
  [`/bin/sh -c #(nop) COPY file:${"ab".repeat(32)} in / `, "COPY file:abababababab in /"],
])("%j was the instruction %j", (createdBy, text) => expect(instruction(createdBy)).toBe(text));

describe("progress of a pull", () => {
  const progress = (part: Partial<PullProgress>): PullProgress => ({
    reference: "web:1.0",
    layers: [{ id: "a", status: "Downloading" }],
    current: 0,
    total: 0,
    messages: [],
    done: false,
    ...part,
  });

  it("says what is known, and no more", () => {
    expect(progressText(undefined, undefined)).toBe("Asking the registry…");
    expect(progressText(progress({}), undefined)).toBe("1 layer");
    expect(progressText(progress({ current: 1e6, total: 4e6 }), undefined)).toBe("1.00 MB of 4.00 MB");
    expect(progressText(progress({ current: 1e6, total: 4e6 }), { since: 0, bytes: 0, perSecond: 1e6 })).toBe(
      "1.00 MB of 4.00 MB · 1.00 MB/s · 3 s left",
    );
    expect(progressText(progress({ current: 4e6, total: 4e6 }), undefined)).toBe("4.00 MB of 4.00 MB · extracting");
  });

  it("measures its rate over more than a second and starts again when bytes fall", () => {
    const first = rateAfter(undefined, 0, 0);
    expect(rateAfter(first, 500, 1000)).toBe(first);
    expect(rateAfter(first, 4000, 2000).perSecond).toBe(2000);
    expect(rateAfter({ since: 0, bytes: 4000, perSecond: 9 }, 10, 5000)).toEqual({ since: 5000, bytes: 10 });
  });

  it("is never more than all of it", () => {
    expect(percent({ current: 7, total: 5 })).toBe(100);
    expect(percent({})).toBe(0);
  });
});
