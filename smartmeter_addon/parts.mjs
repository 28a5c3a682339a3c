/**
 * The program's parts as one file. esbuild splits it wherever something is loaded only when it is needed; here each part
 * becomes a comment inside a function of its own. V8 skips a comment, where it looks at every word of a function even if
 * nobody calls it: a start reads what the command that runs is made of, and nothing else.
 */
import { basename } from "node:path";
import { compileFunction } from "node:vm";

/** What ends a comment, and what stands for it inside one. */
const [commentEnd, hiddenEnd] = ["*/", "*|/"];

/** What a part is handed. These names, and the loader's, stay clear of those that esbuild makes. */
const given = ["__part", "__later", "__url", "require"];
/** Compiles a part when it is needed for the first time. */
const loader = `import { compileFunction as __compileFunction } from "node:vm";
const __url = import.meta.url;
const __made = {};
const __part = (name) => (__made[name] ??= __make(name));
const __later = async (name) => __part(name);
function __make(name) {
  const code = String(__parts[name]).slice(name.length + "(){/*".length, -"*/}".length);
  const place = { filename: import.meta.filename + "/" + name, lineOffset: -1 };
  return __compileFunction(
    code.replaceAll("${hiddenEnd}", "${commentEnd}"), ${JSON.stringify(given)}, place,
  )(${given.join(", ")});
}`;

/** What stands for `import.meta.url` in the parts, as esbuild's `define` takes it. */
export const definedInParts = { "import.meta.url": "__url" };

/**
 * The one file's text. `outputs`: the texts esbuild made with `splitting`; `program`: the path of the one that is the
 * program's beginning, and ends with the program.
 */
export function oneFile(outputs, program, banner) {
  const parts = outputs.map(({ path, text }) => {
    if (text.includes(hiddenEnd)) throw new Error(`${path} holds ${hiddenEnd}, which stands for the end of a comment.`);
    const code = asFunction(text, path === program);
    // What cannot be compiled would show only where somebody needs it.
    compileFunction(code, given, { filename: path });
    return `${partOf(path)}(){/*${code.replaceAll(commentEnd, hiddenEnd)}*/}`;
  });
  return `${banner}\n${loader}\nconst __parts = {\n${parts.join(",\n")}\n};\nawait __part("${partOf(program)}");\n`;
}

/** The name of the part in a file of esbuild's, as stack traces show it. It begins with a letter whatever the hash does. */
export function partOf(path) {
  return `p${basename(path).replace(/\..*/, "")}`;
}

/**
 * The statements that import at the head of a module and the one that exports at its end, as those of a function. The
 * rest keeps its lines for the source maps, behind one that holds what it needs. No part needs one that needs it: no
 * module does, and a part holds what is always needed together.
 */
function asFunction(text, isProgram) {
  const [head] = /^(?:import(?:\s*\{[^}]*\}\s*from)?\s*"[^"]+";\s*)*/.exec(text);
  const imports = head.matchAll(/import(?:\s*(\{[^}]*\})\s*from)?\s*"([^"]+)";/g);
  const needed = Array.from(imports, ([, names, path]) => {
    const part = `__part("${partOf(path)}");`;
    return names === undefined ? part : `const ${names.replace(/\s+as\s+/g, ":")}=${part}`;
  });
  // `export default` is what esbuild makes of a CommonJS module that is loaded later, whose names it leaves out.
  const body = text
    .slice(head.length)
    .replace(/\bimport\s*\(\s*"([^"]+\.mjs)"\s*\)/g, (_, path) => `__later("${partOf(path)}")`)
    .replace(
      /export\s*\{([^{}]*)\};\s*$/,
      (_, names) => `return{${names.replace(/([\w$]+)\s+as\s+([\w$]+)/g, "$2:$1")}};`,
    )
    .replace(/export\s+default\s+([^;{}]*);\s*$/, (_, value) => `const __all=${value};return{...__all,default:__all};`);
  const code = `${head.replace(/[^\n]/g, "")}${body}`;
  const statements = needed.join("").replaceAll("\n", "");
  return isProgram ? `${statements}return(async()=>{\n${code}})();` : `${statements}\n${code}`;
}
