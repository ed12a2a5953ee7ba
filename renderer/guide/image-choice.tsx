import { Autocomplete, Button } from "@mantine/core";
import type { Image } from "@shared/images.ts";
import { imageReference, sameImage } from "@shared/images.ts";
import { size } from "../components/format.ts";
import { askPull } from "../images/pull-dialog.tsx";
import { useImages } from "../inventory.ts";
import { router } from "../router.tsx";
import styles from "./guide.module.css";
import { offers } from "./offers.ts";
import { chooseImage, useGuideImage } from "./store.ts";

const useOffers = (): readonly { readonly tag: string; readonly size: number }[] => offers(useImages().rows);

/** Which image the experiments use; local ones that may fit are offered. */
export function ImageChoice() {
  const image = useGuideImage();
  const fitting = useOffers();
  const sizes = new Map(fitting.map((each) => [each.tag, each.size]));
  return (
    <Autocomplete
      label="Image for the experiments"
      classNames={{ root: styles.imageRow, label: styles.imageLabel }}
      data={fitting.map(({ tag }) => tag)}
      renderOption={({ option }) => (
        <span className={styles.offer}>
          <span>{option.value}</span> <span>{size(sizes.get(option.value) ?? 0)}</span>
        </span>
      )}
      filter={({ options }) => options}
      comboboxProps={{ width: 320, position: "bottom-end" }}
      value={image}
      spellCheck={false}
      error={imageReference.safeParse(image).success ? undefined : true}
      onChange={chooseImage}
    />
  );
}

/** Says what to do where the image is not on the engine: with a network, and without. */
export function MissingImage() {
  const image = useGuideImage();
  const { rows, complete } = useImages();
  const others = useOffers().slice(0, 3);
  const known = imageReference.safeParse(image);
  if (!complete || rows.some((row) => isHere(row, image))) return null;
  return (
    <div className={styles.missing} role="note">
      <p>
        {known.success
          ? `The image ${image} is not on this engine, so experiments cannot run yet. Pull it, or use another small one that has a shell. Without a network, load one from a file on the Images page.`
          : "Type the name of an image at the top of this page, such as busybox:latest."}
      </p>
      <div className={styles.buttons}>
        {known.success && (
          <Button
            variant="default"
            onClick={() => void router.navigate({ to: "/images/{-$id}/{-$tab}" }).then(() => askPull(image))}
          >
            Pull image
          </Button>
        )}
        {others.map(({ tag }) => (
          <Button key={tag} variant="default" onClick={() => chooseImage(tag)}>
            {`Use ${tag}`}
          </Button>
        ))}
      </div>
    </div>
  );
}

const isHere = ({ tags, digests }: Image, image: string) =>
  [...tags, ...digests].some((name) => sameImage(name, image));
