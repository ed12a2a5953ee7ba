import { Autocomplete, Button } from "@mantine/core";
import { experimentStep } from "@shared/guide.ts";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { Suspense, useEffect, useRef } from "react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { Loading } from "../components/state.tsx";
import { askPull } from "../images/pull-dialog.tsx";
import { useImages } from "../inventory.ts";
import { router } from "../router.tsx";
import { chapters } from "./chapters.ts";
import { Cheat, Lines } from "./cheat-sheet.tsx";
import { Drawing } from "./drawings/index.tsx";
import { SourceLink } from "./evidence.tsx";
import { ExperimentCard } from "./experiment.tsx";
import styles from "./guide.module.css";
import { ChapterLink, ChapterTable, PageLink } from "./links.tsx";
import { chooseImage, useContents, useGuideImage, useProgress } from "./store.ts";
import { Glossary, Term } from "./term.tsx";

const components = {
  ...{ Drawing, Term, Cheat, Lines, PageLink, ChapterLink },
  Experiment: ExperimentCard,
  Source: SourceLink,
  h2: "h3",
  table: ChapterTable,
};

/** The guide: chapters to read, each claim with something to try on the engine on the screen. */
export function GuidePage() {
  const { chapter: wanted } = useParams({ strict: false }) as { chapter?: string };
  const at = Math.max(
    0,
    chapters.findIndex(({ id }) => id === wanted),
  );
  const { id, title, page, Content } = chapters[at]!;
  const contents = useContents();
  const done = useProgress();
  const reader = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another chapter begins at its top
  useEffect(() => reader.current?.scrollTo(0, 0), [id]);
  const earned = (chapter: string) => {
    const steps = [
      ...(contents?.steps ?? []).filter((step) => step.chapter === chapter).map((step) => step.id),
      ...(contents?.experiments ?? [])
        .filter((each) => each.chapter === chapter)
        .map((each) => experimentStep(each.id)),
    ];
    return { all: steps.length, done: steps.filter((step) => done[step] !== undefined).length };
  };
  const steps = (contents?.steps ?? []).filter((step) => step.chapter === id);
  return (
    <Page
      title="Guide"
      actions={
        <Button variant="default" onClick={() => void api.guide.reset().catch(notifyError)}>
          Reset progress
        </Button>
      }
    >
      <div className={styles.guide}>
        <nav className={styles.chapters} aria-label="Guide">
          <ol aria-label="Chapters">
            {chapters.map((chapter, index) => {
              const count = earned(chapter.id);
              return (
                <li key={chapter.id}>
                  <Link
                    to="/guide/{-$chapter}"
                    params={{ chapter: chapter.id }}
                    className={styles.chapter}
                    aria-current={index === at ? "page" : undefined}
                  >
                    <span className={styles.number}>{index + 1}</span>
                    <span className={styles.chapterTitle}>{chapter.title}</span>
                    {count.all > 0 && (
                      <span className={styles.count}>
                        {count.done}/{count.all}
                      </span>
                    )}
                  </Link>
                </li>
              );
            })}
          </ol>
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
        <article ref={reader} className={styles.reader} tabIndex={0} aria-label={title}>
          <div className={styles.text}>
            <h2>
              {at + 1}. {title}
            </h2>
            {contents?.experiments.some(({ chapter }) => chapter === id) !== false && <ImageChoice />}
            <Suspense fallback={<Loading>Loading the chapter …</Loading>}>
              <Content components={components} />
            </Suspense>
            {steps.length > 0 && (
              <section aria-label="Done on this engine" className={styles.steps}>
                <h3>Try it yourself</h3>
                <p className={styles.hint}>
                  A step is done when the engine reports it, from Drydock or from your own terminal.
                </p>
                <ul>
                  {steps.map((step) => (
                    <li key={step.id} data-done={done[step.id] !== undefined || undefined}>
                      {done[step.id] === undefined ? (
                        <IconCircle size={16} aria-hidden />
                      ) : (
                        <IconCircleCheckFilled size={16} aria-hidden />
                      )}
                      {step.title}
                      <span className={styles.hidden}>{done[step.id] === undefined ? " (not yet)" : " (done)"}</span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <div className={styles.buttons}>
              <Button
                variant="default"
                onClick={() => void router.navigate({ to: page.path })}
              >{`Open ${page.label}`}</Button>
              {chapters[at + 1] && (
                <Button
                  onClick={() =>
                    void router.navigate({ to: "/guide/{-$chapter}", params: { chapter: chapters[at + 1]!.id } })
                  }
                >
                  {`Next: ${chapters[at + 1]!.title}`}
                </Button>
              )}
            </div>
            <Glossary />
          </div>
        </article>
      </div>
    </Page>
  );
}

/** Which local image the experiments use, and what to do when there is none. */
function ImageChoice() {
  const image = useGuideImage();
  const { rows, complete } = useImages();
  const tags = rows.flatMap((row) => row.tags);
  const full = image.includes(":") ? image : `${image}:latest`;
  const here = tags.includes(full);
  return (
    <div className={styles.image}>
      <Autocomplete
        label="Image for the experiments"
        description="Small and with a shell, such as busybox."
        data={[...new Set(tags)]}
        value={image}
        onChange={chooseImage}
      />
      {complete && !here && (
        <p className={styles.missing}>
          This image is not on the engine. Pull it, or choose one that is. Without a network, load one from a file on
          the Images page.{" "}
          <Button
            variant="default"
            onClick={() => void router.navigate({ to: "/images/{-$id}/{-$tab}" }).then(askPull)}
          >
            Pull image
          </Button>
        </p>
      )}
    </div>
  );
}
