// The least that an Electron app can do with an engine: list containers, and list them again after each event. Drydock is
// measured against it (tests/bench/app.spec.ts).
const { request } = require("node:http");
const { app, BrowserWindow } = require("electron");

const socketPath = process.env.DOCKER_HOST.slice("unix://".length);
const get = (path, take) => request({ socketPath, path, headers: { Host: "docker" } }, take).end();

app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1280, height: 820, show: false });
  window.once("ready-to-show", () => window.show());
  await window.loadURL("data:text/html,<title>bare</title><table role=grid></table>");
  const show = (names) =>
    window.webContents.executeJavaScript(`{
      const rows = ${JSON.stringify(names)}.map((name) => {
        const row = document.createElement("tr");
        row.textContent = name;
        return row;
      });
      document.querySelector("table").replaceChildren(...rows);
      document.documentElement.dataset.ready = "";
    }`);
  const list = () =>
    get("/containers/json?all=1", (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        show(JSON.parse(Buffer.concat(chunks)).map(({ Names, State }) => `${Names[0]} ${State}`)),
      );
    });
  get("/events", (response) => response.on("data", list));
  list();
});
app.on("window-all-closed", () => app.quit());
