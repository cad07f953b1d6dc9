// A part of the page that the server draws as plain nodes, and that changes in place: what is under the pointer or has
// the focus stays the element that it was. All words become text nodes.
//
// A node: t its tag, c its classes, a its attributes, w its words, i an icon, v the value of an input, k a key among
// its siblings, e what the server wants to hear of, p its parts.
const ENTERED = "entered";

// Let an input show what the server says, unless somebody is writing in it.
function show(vnode, before) {
  const el = vnode.el, said = vnode.props["data-said"], isBox = el.type === "checkbox";
  if (before && before.props["data-said"] === said) return;
  el.studioSaid = said;
  if (before && document.activeElement === el && el.tagName !== "SELECT") return;
  if (isBox) el.checked = said === "true";
  else el.value = said;
  el.studioStart = el.value;
}

// Half a character can be in no file, and not in a message either.
const whole = (value) => (typeof value === "string" ? value.replace(/\p{Cs}/gu, "\uFFFD") : value);

// The inputs of the form around, by name.
function filled(el) {
  const form = el.closest("form");
  if (!form) return null;
  const named = [...form.elements].filter((one) => one.name);
  return Object.fromEntries(named.map((one) => [one.name, one.type === "checkbox" ? one.checked : whole(one.value)]));
}

export default {
  props: { tree: Array, version: Number },
  emits: ["act"],
  data: () => ({ tick: 0 }),
  created() {
    this.take();
  },
  mounted() {
    this.reveal();
  },
  watch: {
    version() {
      this.take();
    },
  },
  render() {
    void this.tick;
    return Vue.h("div", { class: "drawn" }, this.parts(this.nodes, []));
  },
  methods: {
    // The whole, as the server has it.
    take() {
      if (this.version < this.drawn) return;
      // Plain data: that Vue watches each node of many would take long.
      this.nodes = Vue.toRaw(this.tree);
      this.drawn = this.version;
      this.tick += 1;
    },
    // The nodes at these places are others now.
    patch(version, places) {
      if (version <= this.drawn) return;
      for (const [place, node] of places) {
        if (!place.length) {
          this.nodes = node;
          continue;
        }
        let around = this.nodes;
        for (const step of place.slice(0, -1)) around = around[step].p;
        around[place.at(-1)] = node;
      }
      this.drawn = version;
      this.tick += 1;
    },
    // What is chosen is seen, wherever it stands in a long list.
    reveal() {
      requestAnimationFrame(() => this.$el.querySelector?.(".choice.chosen")?.scrollIntoView({ block: "nearest" }));
    },
    // What was asked for was refused: the inputs show what holds.
    restore() {
      this.$el.querySelectorAll("[data-said]").forEach((el) => {
        if (el.type === "checkbox") el.checked = el.studioSaid === "true";
        else el.value = el.studioSaid;
        el.studioStart = el.value;
      });
    },
    parts(nodes, around) {
      return (nodes || []).map((node, number) => this.element(node, [...around, node.k ?? number]));
    },
    element(node, way) {
      const given = { class: node.c, key: node.k, ...node.a };
      for (const kind of node.e || []) this.hear(given, kind, way);
      if (node.v !== undefined) {
        given["data-said"] = node.v;
        given.onVnodeMounted = (vnode) => show(vnode, null);
        given.onVnodeUpdated = show;
      }
      if (!node.i) return Vue.h(node.t, given, node.p ? this.parts(node.p, way) : node.w);
      const icon = Vue.h("i", { class: "q-icon notranslate material-icons", "aria-hidden": "true" }, node.i);
      return Vue.h(node.t, given, node.w ? [icon, Vue.h("span", node.w)] : [icon]);
    },
    hear(given, kind, way) {
      const tell = (el, value) => this.$emit("act", { way, kind, value: whole(value), form: filled(el) });
      if (kind === "click") given.onClick = (e) => tell(e.currentTarget, null);
      if (kind === "submit")
        given.onSubmit = (e) => {
          e.preventDefault();
          tell(e.currentTarget.elements[0] || e.currentTarget, null);
        };
      if (kind === "change")
        given.onChange = (e) => tell(e.target, e.target.type === "checkbox" ? e.target.checked : e.target.value);
      if (kind === ENTERED) {
        const done = (el) => {
          if (el.value !== el.studioStart) tell(el, el.value);
          else if (el.value !== el.studioSaid) el.value = el.studioSaid;
          el.studioStart = el.value;
        };
        given.onFocus = (e) => (e.target.studioStart = e.target.value);
        given.onBlur = (e) => done(e.target);
        given.onKeydown = (e) => {
          if (e.key !== "Enter") return;
          e.preventDefault();
          done(e.target);
        };
      }
    },
  },
};
