/** Chromium's and Electron's own switches that a person or a test has a reason to give. */
const chromium =
  /^--(no-sandbox|disable-(gpu|dev-shm-usage|software-rasterizer|features)|enable-(features|logging|unsafe-swiftshader)|force-(device-scale-factor|color-profile|renderer-accessibility)|high-dpi-support|lang|ozone-platform(-hint)?|use-gl|user-data-dir|inspect(-brk)?|remote-debugging-(port|pipe)|js-flags|password-store|gtk-version|class|proxy-server)(=.*)?$/;

export type Options =
  | { readonly run: "app"; readonly opens: readonly string[] }
  | { readonly run: "print"; readonly text: string; readonly exitCode: 0 | 2 };

export const help = `Usage: drydock [options] [compose file]

  --version   print the version
  --help      print this help

Environment: DOCKER_HOST, DOCKER_CONTEXT and DOCKER_CONFIG mean what they mean to the docker CLI and choose the first
engine. DRYDOCK_ENGINE=private asks for the private engine. DRYDOCK_DATA_DIR moves settings and all other state.`;

/** Reads the words after the executable. A wrong option is one line and exit code 2; a release takes no debugger. */
export function parseOptions(
  words: readonly string[],
  { version, packaged }: { version: string; packaged: boolean },
): Options {
  const wrong = (text: string): Options => ({ run: "print", text: `drydock: ${text}`, exitCode: 2 });
  for (const word of words) {
    if (word === "--help") return { run: "print", text: help, exitCode: 0 };
    if (word === "--version") return { run: "print", text: `Drydock ${version}`, exitCode: 0 };
    if (packaged && /^--(remote-debugging|inspect|js-flags)/.test(word)) {
      return wrong(`${word.split("=")[0]} is not available in a release`);
    }
    if (word.startsWith("-") && !chromium.test(word)) return wrong(`unknown option ${word}; see drydock --help`);
  }
  return { run: "app", opens: words.filter(isComposeFile) };
}

/** A compose file under one of the names that Compose looks for, as a path or a file:// address. */
export const isComposeFile = (word: string): boolean => /(^|[/\\])(docker-)?compose(\.[\w-]+)*\.ya?ml$/i.test(word);
