// The editor of a mapping file: how its words may go on, and changes from elsewhere while somebody types in it.
window.studioEditor = (() => {
  const editors = new Map();
  const waiting = new Map();
  let asked = 0;

  // Begin to count what is typed: `sent` are the changes that the server may not have heard of, the first of them
  // the one with the number `first`.
  async function attach(id, readOnly) {
    const CM = await import("nicegui-codemirror");
    const component = getElement(id);
    const view = await component.editorPromise;
    const here = { CM, component, view, sent: [], first: 0 };
    editors.set(id, here);
    const extensions = [
      CM.EditorView.updateListener.of((update) => {
        if (update.docChanged && component.emitting) here.sent.push(update.changes);
      }),
    ];
    if (!readOnly) extensions.push(CM.EditorState.languageData.of(() => [{ autocomplete: complete }]));
    view.dispatch({ effects: CM.StateEffect.appendConfig.of(extensions) });
    emitEvent("studio-attached", {});
  }

  // Put in what others changed. The place counts in the text that the server knew after `seen` changes: what was
  // typed since moves it.
  function take(id, seen, from, to, insert) {
    const here = editors.get(id);
    here.sent.splice(0, seen - here.first);
    here.first = seen;
    const length = here.sent.length ? here.sent[0].length : here.view.state.doc.length;
    let change = here.CM.ChangeSet.of({ from, to, insert }, length);
    if (here.sent.length) {
      const typed = here.sent.reduce((all, one) => all.compose(one));
      change = change.map(typed, true);
    }
    here.component.emitting = false;
    here.view.dispatch({ changes: change, annotations: here.CM.Transaction.addToHistory.of(false) });
    here.component.emitting = true;
    here.first = seen + here.sent.length;
    here.sent = [];
    const changes = [];
    // The server knows the words that it sent: a message from here may have less than 1 MB.
    change.iterChanges((start, end, _start, _end, text) => {
      const words = text.toString();
      changes.push([start, end, words === insert ? null : words]);
    });
    emitEvent("studio-taken", { changes });
  }

  // Mark what was found; not where it was found in a text that is no longer this one.
  function mark(id, seen, marks, tooltips) {
    const here = editors.get(id);
    if (!here || here.first + here.sent.length !== seen) return;
    here.component.setDecorations(marks);
    here.component.setLineTooltips(tooltips);
  }

  async function complete(context) {
    const line = context.state.doc.lineAt(context.pos);
    const column = context.pos - line.from;
    const request = ++asked;
    emitEvent("studio-complete", {
      request, line: line.number, before: line.text.slice(0, column), after: line.text.slice(column),
      explicit: context.explicit,
    });
    const found = await new Promise((resolve) => {
      waiting.set(request, resolve);
      setTimeout(() => answer(request, null), 5000);
    });
    if (!found || !found.options.length || context.aborted) return null;
    return { from: context.pos - found.begun, options: found.options, validFor: /^[\w$.]*$/ };
  }

  function answer(request, found) {
    const resolve = waiting.get(request);
    waiting.delete(request);
    if (resolve) resolve(found);
  }

  return { attach, take, mark, answer };
})();
