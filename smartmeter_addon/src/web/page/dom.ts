/** An element as it should be; {@link render} makes the document so with as few changes as it can. */
export interface Wish {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly (Wish | string)[];
}

type Attribute = string | number | boolean | undefined | EventHandler | Mount;
type EventHandler = (event: never) => void;
/** Called once with the new element; what it puts inside is its own. */
type Mount = (element: HTMLElement) => void;

export interface Attributes {
  readonly [name: string]: Attribute;
  readonly mount?: Mount;
}

export type Child = Wish | string | number | false | undefined | readonly Child[];

export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): Wish {
  return { tag, attributes, children: flatten(children) };
}

function flatten(children: readonly Child[]): (Wish | string)[] {
  return children.flatMap((child) => {
    if (child === undefined || child === false) return [];
    if (typeof child === "object" && "length" in child) return flatten(child);
    return [typeof child === "number" ? String(child) : child];
  });
}

/** What each element was last made from. */
const wishes = new WeakMap<Element, Wish>();
const svg = "http://www.w3.org/2000/svg";

/** Makes the contents of `parent` what is wished, keeping elements (and so focus and selection) where the tag stays. */
export function render(parent: Element, ...children: Child[]): void {
  patch(parent, flatten(children));
}

function patch(parent: Element, children: readonly (Wish | string)[]): void {
  children.forEach((wish, position) => {
    const node = parent.childNodes[position];
    if (typeof wish === "string") {
      if (node?.nodeType !== Node.TEXT_NODE) replace(parent, node, document.createTextNode(wish));
      else if (node.nodeValue !== wish) node.nodeValue = wish;
      return;
    }
    const before = node instanceof Element ? wishes.get(node) : undefined;
    if (before !== undefined && before.tag === wish.tag && before.attributes.key === wish.attributes.key) {
      update(node as Element, before, wish);
    } else {
      replace(parent, node, create(wish, parent));
    }
  });
  while (parent.childNodes.length > children.length) parent.lastChild?.remove();
}

function replace(parent: Element, old: ChildNode | undefined, next: Node): void {
  if (old === undefined) parent.append(next);
  else old.replaceWith(next);
}

function create(wish: Wish, parent: Element): Element {
  const inSvg = wish.tag === "svg" || (parent.namespaceURI === svg && parent.tagName !== "foreignObject");
  const element = inSvg ? document.createElementNS(svg, wish.tag) : document.createElement(wish.tag);
  update(element, undefined, wish);
  if (wish.attributes.mount !== undefined) wish.attributes.mount(element as HTMLElement);
  return element;
}

function update(element: Element, before: Wish | undefined, wish: Wish): void {
  wishes.set(element, wish);
  for (const name of Object.keys(before?.attributes ?? {})) {
    if (!(name in wish.attributes)) setAttribute(element, name, undefined);
  }
  // Children first: the value of a list to choose from needs its options.
  if (wish.attributes.mount === undefined) patch(element, wish.children);
  for (const [name, value] of Object.entries(wish.attributes)) {
    if (value !== before?.attributes[name] || name in live) setAttribute(element, name, value);
  }
}

/** What a person changes on the element itself, past its attribute; never taken as still being what it was. */
const live = { value: "", checked: false };

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (name === "key" || name === "mount") return;
  if (name.startsWith("on")) Reflect.set(element, name, value ?? null);
  else if (name in live && name in element) {
    const wanted = value ?? live[name as keyof typeof live];
    if (Reflect.get(element, name) !== wanted) Reflect.set(element, name, wanted);
  } else if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}
