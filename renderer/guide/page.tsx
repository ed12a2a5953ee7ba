import { Button } from "@mantine/core";
import { experimentStep } from "@shared/guide.ts";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { Suspense, useEffect, useRef } from "react";
import { api } from "../api.ts";
import { confirmDestructive } from "../components/confirm.tsx";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { Loading } from "../components/state.tsx";
import { router } from "../router.tsx";
import { chapters } from "./chapters.ts";
import { Cheat, Lines } from "./cheat-sheet.tsx";
import { Drawing } from "./drawings/index.tsx";
import { ExperimentCard } from "./experiment.tsx";
import styles from "./guide.module.css";
import { ImageChoice, MissingImage } from "./image-choice.tsx";
import { ChapterLink, ChapterTable, PageLink, SourceLink } from "./links.tsx";
import { keepChapter, lastChapter, useContents, useProgress } from "./store.ts";
import { Glossary, Term } from "./term.tsx";
import { ThisEngine } from "./this-engine.tsx";

const components = {
  ...{ Drawing, Term, Cheat, Lines, PageLink, ChapterLink, ThisEngine },
  Experiment: ExperimentCard,
  Source: SourceLink,
  h2: "h3",
  table: ChapterTable,
};

async function reset(): Promise<void> {
  const sure = await confirmDestructive({
    title: "Reset progress?",
    body: "The guide forgets which steps you have done. Nothing on the engine changes.",
    command: [],
    confirmLabel: "Reset progress",
  });
  if (sure) await api.guide.reset().catch(notifyError);
}

/** The guide: chapters to read, each claim with something to try on the engine on the screen. */
export function GuidePage() {
  const { chapter: wanted } = useParams({ strict: false }) as { chapter?: string };
  const at = Math.max(
    0,
    chapters.findIndex(({ id }) => id === (wanted ?? lastChapter())),
  );
  const { id, title, page, Content } = chapters[at]!;
  const contents = useContents();
  const done = useProgress();
  const reader = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another chapter begins at its top
  useEffect(() => reader.current?.scrollTo(0, 0), [id]);
  useEffect(() => keepChapter(id), [id]);
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
  const total = chapters
    .map((chapter) => earned(chapter.id))
    .reduce((sum, each) => ({ all: sum.all + each.all, done: sum.done + each.done }), { all: 0, done: 0 });
  return (
    <Page
      title="Guide"
      note={contents ? `${total.done} of ${total.all} steps done` : undefined}
      actions={
        <>
          <ImageChoice />
          <Button variant="default" disabled={total.done === 0} onClick={() => void reset()}>
            Reset progress
          </Button>
        </>
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
            {contents?.experiments.some(({ chapter }) => chapter === id) && <MissingImage />}
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
