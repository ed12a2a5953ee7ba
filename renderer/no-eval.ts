import { config } from "zod";

// zod speeds parsing up with `new Function`, which the Content Security Policy refuses; asking is reported as a
// violation already. Imported before every schema.
config({ jitless: true });
