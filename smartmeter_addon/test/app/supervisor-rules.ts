/**
 * What the Supervisor and the app linter check of an app's files, written from their behaviour as far as this app can
 * meet it: the Supervisor drops unknown keys in silence, so the list of known ones is what catches a misspelt key.
 */

/** Keys of config.yaml with the value that holds without them; `undefined` where there is none. */
const knownKeys: Readonly<Record<string, unknown>> = {
  apparmor: true,
  arch: undefined,
  audio: false,
  auth_api: false,
  backup: "hot",
  backup_exclude: undefined,
  backup_post: undefined,
  backup_pre: undefined,
  boot: "auto",
  breaking_versions: undefined,
  description: undefined,
  devices: undefined,
  devicetree: false,
  discovery: undefined,
  docker_api: false,
  environment: undefined,
  full_access: false,
  gpio: false,
  hassio_api: false,
  hassio_role: "default",
  homeassistant: undefined,
  homeassistant_api: false,
  host_dbus: false,
  host_ipc: false,
  host_network: false,
  host_pid: false,
  host_uts: false,
  image: undefined,
  ingress: false,
  ingress_entry: undefined,
  ingress_port: 8099,
  ingress_stream: false,
  init: true,
  journald: false,
  kernel_modules: false,
  machine: undefined,
  map: undefined,
  name: undefined,
  options: undefined,
  panel_admin: true,
  panel_icon: "mdi:puzzle",
  panel_title: undefined,
  ports: undefined,
  ports_description: undefined,
  privileged: undefined,
  realtime: false,
  schema: undefined,
  services: undefined,
  slug: undefined,
  stage: "stable",
  startup: "application",
  stdin: false,
  timeout: 10,
  tmpfs: false,
  uart: false,
  udev: false,
  ulimits: undefined,
  url: undefined,
  usb: false,
  version: undefined,
  video: false,
  webui: undefined,
};

/** Legacy names are still read, with an advisory for every user. */
const mapTypes = /^(app_config|all_app_configs|backup|data|homeassistant_config|local_apps|media|share|ssl)$/;

export type Tree = Readonly<Record<string, unknown>>;

/** Every complaint about a config.yaml; none when it is clean. */
export function complaintsAbout(config: Tree): string[] {
  const complaints: string[] = [];
  const claim = (right: boolean, complaint: string) => {
    if (!right) complaints.push(complaint);
  };
  for (const key of ["name", "version", "slug", "description", "arch"]) claim(key in config, `${key} is required`);
  for (const [key, value] of Object.entries(config)) {
    claim(key in knownKeys, `unknown or deprecated key ${key}`);
    claim(value !== knownKeys[key], `${key} only repeats its default`);
  }
  claim(/^[-_.A-Za-z0-9]+$/.test(String(config.slug)), "slug has other characters");
  for (const arch of config.arch as string[]) claim(/^(aarch64|amd64)$/.test(arch), `deprecated architecture ${arch}`);
  for (const service of (config.services ?? []) as string[])
    claim(/^(mqtt|mysql):(provide|want|need)$/.test(service), `service ${service}`);
  for (const entry of (config.map ?? []) as Tree[]) claim(mapTypes.test(String(entry.type)), `map type ${entry.type}`);
  if (config.image !== undefined)
    claim(/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/.test(String(config.image)), "image must be lower-case and without a tag");
  if (config.ingress === true) claim(!("webui" in config), "webui beside ingress");
  for (const type of types(config.schema)) claim(elementPattern.test(type), `form type ${type}`);
  return complaints;
}

const number = "-?\\d*\\.?\\d+";
const elementPattern = new RegExp(
  `^(bool|email|url|port|device(\\(subsystem=[a-z]+\\))?|str|password|int(\\((-?\\d+)?,(-?\\d+)?\\))?|float(\\((${number})?,(${number})?\\))?|match\\(.*\\)|list\\(.+\\))\\??$`,
);

function types(element: unknown): string[] {
  if (typeof element === "string") return [element];
  return Object.values(element as Tree).flatMap(types);
}

/** The form's check of options, as the Supervisor does it; returns what it would write, or throws what it would say. */
export function checkOptions(schema: unknown, value: unknown, path = "options"): unknown {
  if (Array.isArray(schema)) {
    if (!Array.isArray(value)) throw new Error(`Invalid list for option '${path}'`);
    return value.map((item, index) => checkOptions(schema[0], item, `${path}[${index}]`));
  }
  if (typeof schema === "object") return checkSection(schema as Tree, value, path);
  if (value === null || value === undefined) throw new Error(`Missing required option '${path}'`);
  return checkValue(String(schema).replace(/\?$/, ""), value, path);
}

function checkSection(schema: Tree, value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) throw new Error(`Invalid dict for option '${path}'`);
  const options: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // Left out without a word to whoever saves: the real one only logs it.
    if (!(key in schema)) continue;
    options[key] = checkOptions(schema[key], item, `${path}.${key}`);
  }
  for (const [key, inner] of Object.entries(schema)) {
    const first = Array.isArray(inner) ? inner[0] : inner;
    const optional = typeof first === "string" && first.endsWith("?");
    if (!(key in options) && !optional) throw new Error(`Missing option '${path}.${key}'`);
  }
  return options;
}

function checkValue(type: string, value: unknown, path: string): unknown {
  const refuse = (): never => {
    throw new Error(`Invalid value for '${path}' of type ${type}`);
  };
  const [, name, argument] = /^([a-z]+)(?:\((.*)\))?$/.exec(type) ?? refuse();
  switch (name) {
    case "bool":
      return typeof value === "boolean" ? value : refuse();
    case "port":
    case "int": {
      const [min, max] = name === "port" ? [1, 65535] : (argument ?? ",").split(",").map(Number);
      const whole = Number(value);
      return Number.isInteger(whole) && whole >= (min ?? 0) && whole <= (max ?? 0) ? whole : refuse();
    }
    case "list":
      return (argument as string).split("|").includes(String(value)) ? String(value) : refuse();
    case "match":
      return new RegExp(argument as string).test(String(value)) ? String(value) : refuse();
    default:
      return typeof value === "string" && value !== "" ? value : refuse();
  }
}
