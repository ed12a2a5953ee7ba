import { describe, expect, it } from "vitest";
import { type Arrangement, arrange } from "../../../renderer/table/arrange.ts";

interface Row {
  id: string;
  name: string;
  size: number;
  project?: string;
}
const columns = [
  { id: "name", label: "Name", width: "1fr", cell: () => null, sort: ({ name }: Row) => name },
  { id: "size", label: "Size", width: "1fr", cell: () => null, sort: ({ size }: Row) => size },
];
const how = (part: Partial<Arrangement<Row>> = {}): Arrangement<Row> => ({
  columns,
  rowId: ({ id }) => id,
  keep: () => true,
  sorting: { column: "name", descending: false },
  closed: new Set(),
  ...part,
});
const rows: Row[] = [
  { id: "c", name: "web-10", size: 5 },
  { id: "a", name: "web-2", size: 5 },
  { id: "b", name: "Db", size: 900 },
];
const keys = (part?: Partial<Arrangement<Row>>, of = rows) => arrange(of, how(part)).map(({ key }) => key);

describe("the lines of a table", () => {
  it("sorts names as people read them and numbers by value", () => {
    expect(keys()).toEqual(["b", "a", "c"]);
    expect(keys({ sorting: { column: "size", descending: true } })).toEqual(["b", "a", "c"]);
  });

  it("keeps rows with equal values in one order, whatever order they come in", () => {
    const sorting = { column: "size", descending: false };
    expect(keys({ sorting }, [...rows].reverse())).toEqual(keys({ sorting }));
  });

  it("leaves out what the filter does not let through", () => {
    expect(keys({ keep: ({ size }) => size > 5 })).toEqual(["b"]);
  });

  it("puts groups first, by name, each over its own rows, and hides the rows of a closed one", () => {
    const grouped = rows.map((row) => (row.id === "b" ? row : { ...row, project: row.id === "a" ? "zoo" : "app" }));
    const groupOf = ({ project }: Row) => (project ? { key: project, label: project } : undefined);
    expect(keys({ groupOf }, grouped)).toEqual(["group:app", "c", "group:zoo", "a", "b"]);
    expect(keys({ groupOf, closed: new Set(["app"]) }, grouped)).toEqual(["group:app", "group:zoo", "a", "b"]);
  });

  it("takes 3,000 rows in a fraction of a frame's budget for updates", () => {
    const many = Array.from({ length: 3000 }, (_, at) => ({
      id: `${at}`,
      name: `web-${(at * 7919) % 3000}`,
      size: at,
    }));
    arrange(many, how());
    const start = performance.now();
    arrange(many, how());
    expect(performance.now() - start).toBeLessThan(100);
  });
});
