import { ActionIcon, Button } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { Fact, Facts, Section } from "../../components/facts.tsx";
import styles from "../../inspect/inspect.module.css";
import { mask, type Variable, variable } from "../../inspect/secrets.ts";

interface EnvironmentProps {
  readonly entries: readonly string[];
  readonly revealed: boolean;
  readonly onReveal: (on: boolean) => void;
}

/** Environment variables; what looks like a secret is masked until it is revealed, alone or with all others. */
export function Environment({ entries, revealed, onReveal }: EnvironmentProps) {
  const variables = entries.map(variable);
  const secrets = variables.some(({ secret }) => secret);
  if (variables.length === 0)
    return (
      <Section title="Environment">
        <p>No variables.</p>
      </Section>
    );
  return (
    <Section title="Environment" note={variables.length}>
      {secrets && (
        <Button variant="subtle" size="compact-xs" aria-pressed={revealed} onClick={() => onReveal(!revealed)}>
          {revealed ? "Mask secrets" : "Reveal all secrets"}
        </Button>
      )}
      <Facts>
        {variables.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may stand there twice
          <EnvironmentFact key={index} variable={each} revealed={revealed} />
        ))}
      </Facts>
    </Section>
  );
}

function EnvironmentFact({ variable, revealed }: { variable: Variable; revealed: boolean }) {
  const { name, value, secret } = variable;
  const [shown, setShown] = useState(false);
  const visible = !secret || revealed || shown;
  return (
    <Fact name={name} mono copy={value}>
      <span className={styles.secret}>
        <span>{visible ? value : mask}</span>
        {secret && !revealed && (
          <ActionIcon size={22} aria-label={shown ? `Mask ${name}` : `Reveal ${name}`} onClick={() => setShown(!shown)}>
            {shown ? <IconEyeOff size={14} /> : <IconEye size={14} />}
          </ActionIcon>
        )}
      </span>
    </Fact>
  );
}
