import { Button } from "@mantine/core";
import { IconCloudSearch, IconDownload, IconHammer, IconPackageImport, IconPhoto } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { askBuild, BuildHost } from "../builds/build-dialog.tsx";
import { BuildNotice } from "../builds/build-notice.tsx";
import { counted, size } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { useContainers, useEngine, useImages } from "../inventory.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { imageActions, imageNoun } from "./actions.ts";
import { imageColumns, imageColumnsWithNewer } from "./columns.tsx";
import { ImageDetails } from "./details.tsx";
import { askLoad, LoadHost } from "./load-dialog.tsx";
import { checkNewer, useAnyNewer } from "./newer.ts";
import { askPull, PullHost } from "./pull-dialog.tsx";
import { askPush, PushHost } from "./push-dialog.tsx";
import { type ImageRow, useImageRows } from "./rows.ts";
import { RunHost } from "./run-dialog.tsx";
import { askSave, SaveHost } from "./save-dialog.tsx";
import { TagHost } from "./tag-dialog.tsx";
import { TransferNotice } from "./transfer-notice.tsx";
import { UpdateHost } from "./update-dialog.tsx";

const sorting = { column: "repository", descending: false };
const fields = ["repository", "tag", "id", "container"];
const searchable = ({ repository, tag, id, usedBy }: ImageRow) => ({
  words: [`${repository}:${tag}`, id.replace("sha256:", "").slice(0, 12)],
  fields: { repository: [repository], tag: [tag], id: [id], container: usedBy.map(({ name }) => name) },
});

/** The page `Images`: the live table, and the details of the image that the address names by row or ID. */
export function ImagesPage() {
  const list = useImages();
  const containers = useContainers();
  const anyNewer = useAnyNewer();
  const live = useEngine()?.state === "live";
  const navigate = useNavigate();
  const { id, tab } = useParams({ from: "/images/{-$id}/{-$tab}" });
  const rows = useImageRows(list.rows, containers.rows);
  const opened =
    id === undefined ? undefined : (rows.find((row) => row.key === id) ?? rows.find((row) => row.id === id));

  const show = useCallback(
    (next: { id?: string; tab?: string }) =>
      void navigate({
        to: "/images/{-$id}/{-$tab}",
        params: { id: undefined, tab: undefined, ...next },
        replace: true,
      }),
    [navigate],
  );
  const open = useCallback((row: ImageRow) => show({ id: row.key, tab }), [show, tab]);
  // Tags share layers, so an image counts once.
  const total = useMemo(() => list.rows.reduce((sum, image) => sum + image.size, 0), [list.rows]);
  const pullButton = (
    <Button leftSection={<IconDownload size={15} aria-hidden />} disabled={!live} onClick={() => void askPull()}>
      Pull image
    </Button>
  );
  return (
    <Page
      title="Images"
      chapter="images"
      note={list.complete && list.rows.length > 0 ? `${counted(list.rows.length, "image")}, ${size(total)}` : undefined}
      actions={
        <>
          <BuildNotice />
          <TransferNotice kind="pull" onOpen={() => void askPull()} />
          <TransferNotice kind="push" onOpen={() => void askPush(null)} />
          <TransferNotice kind="save" onOpen={() => void askSave([])} />
          <TransferNotice kind="load" onOpen={() => void askLoad()} />
          <TransferNotice kind="import" onOpen={() => void askLoad()} />
          <Button
            variant="default"
            leftSection={<IconPackageImport size={15} aria-hidden />}
            disabled={!live}
            onClick={() => void askLoad()}
          >
            Load image
          </Button>
          <Button
            variant="default"
            leftSection={<IconHammer size={15} aria-hidden />}
            disabled={!live}
            onClick={() => void askBuild({})}
          >
            Build image
          </Button>
          {pullButton}
        </>
      }
    >
      <ListState
        list={list}
        noun="images"
        empty={
          <Message icon={IconPhoto} title="No images yet" actions={pullButton}>
            An image holds the files a container starts from. Pull one from a registry to run it.
          </Message>
        }
      >
        <Split
          onClose={() => show({})}
          details={
            opened ? (
              <ImageDetails
                row={opened}
                tab={tab}
                live={live}
                onTab={(next) => show({ id: opened.key, tab: next })}
                onClose={() => show({})}
              />
            ) : null
          }
        >
          <ObjectTable
            label="Images"
            noun={imageNoun}
            rows={rows}
            columns={anyNewer ? imageColumnsWithNewer : imageColumns}
            actions={imageActions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            fields={fields}
            opened={opened?.key}
            onOpen={open}
            follow
          >
            <Button
              variant="default"
              leftSection={<IconCloudSearch size={15} aria-hidden />}
              disabled={!live}
              onClick={() => void checkNewer(rows)}
            >
              Check all for newer
            </Button>
          </ObjectTable>
        </Split>
      </ListState>
      <PullHost />
      <PushHost />
      <TagHost />
      <SaveHost />
      <LoadHost />
      <UpdateHost />
      <RunHost />
      <BuildHost />
    </Page>
  );
}
